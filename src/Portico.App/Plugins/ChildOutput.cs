using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Portico.App.Plugins;

/// <summary>Reads what a child process writes to its standard output. It may write anything, any amount of it, and never end a line: no more of it is kept than one line of the protocol is long.</summary>
internal sealed class ChildOutput(ILogger log, Action ready, Action disgrace)
{
    private const int LongestLineBytes = 16 * 1024;
    private const int BadLinesToKill = 100;
    private const int LinesPerMinute = 600;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private long minuteBegan = Stopwatch.GetTimestamp();
    private int linesThisMinute;
    private int badLines;

    public async Task ReadAsync(Stream output)
    {
        var line = new byte[LongestLineBytes];
        var length = 0;
        var buffer = new byte[8 * 1024];
        try
        {
            int read;
            while ((read = await output.ReadAsync(buffer)) > 0)
            {
                for (var i = 0; i < read; i++)
                {
                    if (buffer[i] == '\n')
                    {
                        Hear(line.AsSpan(0, length));
                        length = 0;
                    }
                    else if (length < line.Length)
                    {
                        line[length++] = buffer[i];
                    }
                    else if (badLines < BadLinesToKill)
                    {
                        badLines = BadLinesToKill; // nothing of ours is so long
                        Disgraced();
                    }
                }
            }
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is gone, and its end of the pipe with it.
        }
    }

    private void Hear(ReadOnlySpan<byte> line)
    {
        if (badLines >= BadLinesToKill) return;
        try
        {
            if (JsonNode.Parse(line) is JsonObject message)
            {
                if ((bool?)message["ready"] is true)
                {
                    ready();
                    return;
                }

                if ((string?)message["log"] is { } level && Log(level, message)) return;
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // Counted below like everything else that is not of the protocol.
        }

        if (badLines++ == 0) log.LogWarning("A plugin process wrote a line that is not of the protocol.");
        if (badLines >= BadLinesToKill) Disgraced();
    }

    private void Disgraced()
    {
        log.LogError("A plugin process floods its standard output; it is killed");
        disgrace();
    }

    /// <summary>A log holds codes and numbers, also when the child is not our own host and would like to say more.</summary>
    private bool Log(string level, JsonObject message)
    {
        var (plugin, tenant, installation, happened) = (Code(message["plugin"]), Code(message["tenant"]), Code(message["installation"]), Code(message["event"]));
        if (plugin is null || tenant is null || installation is null || happened is null) return false;
        var fields = new JsonObject();
        foreach (var (name, value) in message["fields"] as JsonObject ?? [])
        {
            if (!IsCode(name)) return false;
            var told = value?.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False || Code(value) is not null;
            if (!told) return false;
            fields[name] = value!.DeepClone();
        }

        if (Stopwatch.GetElapsedTime(minuteBegan) > Minute) (minuteBegan, linesThisMinute) = (Stopwatch.GetTimestamp(), 0);
        if (++linesThisMinute > LinesPerMinute)
        {
            if (linesThisMinute == LinesPerMinute + 1) log.LogWarning("Plugin {Plugin} logs more than {Most} lines a minute; the rest of this minute is dropped", plugin, LinesPerMinute);
            return true;
        }

        log.Log(
            level switch { "error" => LogLevel.Error, "warning" => LogLevel.Warning, _ => LogLevel.Information },
            "Plugin {Plugin} for {Tenant}/{Installation}: {Event} {Fields}", plugin, tenant, installation, happened, fields.ToJsonString());
        return true;
    }

    private static string? Code(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && IsCode(text) ? text : null;

    private static bool IsCode(string text) => text.Length is > 0 and <= 80 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');
}
