using System.ComponentModel.DataAnnotations;

namespace Portico.App.Files;

/// <summary>How much may be uploaded and how long it stays. Section <c>Portico:Uploads</c>; a bad value stops start-up.</summary>
public sealed class UploadOptions
{
    /// <summary>Files of one case, 1 to 200. Default 20.</summary>
    [Range(1, 200)]
    public int FilesPerCase { get; set; } = 20;

    /// <summary>Megabytes of one case, 1 to 3,000. Default 100.</summary>
    [Range(1, 3_000)]
    public int MegabytesPerCase { get; set; } = 100;

    /// <summary>Megabytes of one tenant, 1 to 100 million. Default 10,240.</summary>
    [Range(1, 100_000_000)]
    public int MegabytesPerTenant { get; set; } = 10_240;

    /// <summary>How long a file stays that no answer refers to, 1 hour to 30 days. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan KeepUnused { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long files stay after the end of their case, 1 day to 30 years. Default: as long as the case. The answer keeps name and hash.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "10950.00:00:00")]
    public TimeSpan? KeepAfterEnd { get; set; }
}
