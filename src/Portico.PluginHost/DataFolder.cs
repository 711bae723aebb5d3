using System.Security.Cryptography;
using System.Text;

namespace Portico.PluginHost;

internal static class DataFolder
{
    /// <summary>The folder of one plugin and tenant; readable by this account only.</summary>
    public static string For(string root, string pluginId, string tenantId)
    {
        var folder = Path.Combine(root, pluginId, IsPlain(tenantId) ? tenantId : "h-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenantId)))[..32]);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    private static bool IsPlain(string tenantId) => tenantId.Length is > 0 and <= 64 && tenantId.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
