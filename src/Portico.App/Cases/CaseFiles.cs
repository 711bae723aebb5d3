using System.Text.Json.Nodes;
using Portico.App.Forms;

namespace Portico.App.Cases;

/// <summary>What customers uploaded, for the steps that ask for it. The room of files keeps it.</summary>
public abstract class CaseFiles
{
    /// <summary>Uploads of this case that answer a field of this form, the newest last.</summary>
    public abstract Task<IReadOnlyList<FileAnswer>> OfAsync(Guid caseId, FormDefinition form, CancellationToken ct);

    /// <summary>In the commit that is being gathered: these files are answers now, and the others of these fields go.</summary>
    public abstract Task UseAsync(Guid caseId, FormDefinition form, JsonObject accepted, CancellationToken ct);
}
