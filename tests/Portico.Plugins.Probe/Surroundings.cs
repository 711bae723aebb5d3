using System.Globalization;
using System.Net.Sockets;

namespace Portico.Plugins.Probe;

/// <summary>What a plugin finds around it.</summary>
internal static class Surroundings
{
    public static string Look(string at) => at.Split(' ') switch
    {
        ["port", var port] => Reaches(int.Parse(port, CultureInfo.InvariantCulture)) ? "reached" : "unreached",
        ["limit", .. var name] => Line("/proc/self/limits", string.Join(' ', name)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^3],
        ["status", var name] => Line("/proc/self/status", name + ":").Split('\t', ' ')[^1],
        ["account"] => Line("/proc/self/status", "Uid:").Split('\t')[1],
        ["file", var path] => Reads(path) ? "read" : "unread",
        _ => "nothing",
    };

    private static bool Reaches(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool Reads(string path)
    {
        try
        {
            return File.ReadAllBytes(path).Length >= 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Line(string file, string begin) => File.ReadLines(file).First(line => line.StartsWith(begin, StringComparison.Ordinal)).TrimEnd();
}
