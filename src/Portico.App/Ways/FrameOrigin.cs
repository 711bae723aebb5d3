using System.Text.RegularExpressions;

namespace Portico.App.Ways;

/// <summary>A site of the tenant's, as it stands in <c>frame-ancestors</c>: nothing but scheme, host and port, and never a pattern.</summary>
public static partial class FrameOrigin
{
    public const int Most = 20;

    /// <returns>As browsers write it; null: it is none that may be named.</returns>
    public static string? Read(string typed)
    {
        if (!Uri.TryCreate(typed.Trim(), UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0) return null;
        var host = uri.IdnHost.ToLowerInvariant();
        var own = host is "localhost" or "127.0.0.1";
        if (!(uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp && own) || !own && !Name().IsMatch(host)) return null;
        return $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";
    }

    /// <summary>Names with a dot in them, no addresses, no wildcards.</summary>
    [GeneratedRegex(@"\A(?=.{4,253}\z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])\z")]
    private static partial Regex Name();
}
