using System.Text.Json.Nodes;

namespace Portico.Cli.Journeys;

/// <summary>What differs between two versions of a journey, or between one there and a file here: in the words of the designer, not of a file.</summary>
internal static class DiffJourney
{
    public static async Task<int> ExecuteAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--server", "--from", "--to", "--file"], errors) is not { } given) return 2;
        if (given.Names is not [var journey])
        {
            errors.WriteLine("Name the journey to compare: portico journey diff JOURNEY --server URL");
            return 2;
        }

        var request = new JsonObject();
        if (given["--from"] is { } from) request["from"] = from;
        if (given["--to"] is { } to) request["to"] = to;
        if (given["--file"] is { } file)
        {
            if (JsonFile.Read(file, errors) is not { } node) return 2;
            request["file"] = node;
        }

        using var server = Server.At(given["--server"], errors);
        if (server is null || await server.SendAsync(HttpMethod.Post, $"/api/v1/journeys/{Uri.EscapeDataString(journey)}/comparisons", request, errors) is not { } answer) return 2;
        var changes = answer["changes"]!.AsArray().Select(change => change!.AsObject()).ToList();
        foreach (var change in changes) output.WriteLine(Line(change));
        var (before, after) = ((int)answer["from"]!, (int)answer["to"]!);
        output.WriteLine($"{changes.Count} {(changes.Count == 1 ? "change" : "changes")} from version {before} to {(after == 0 ? "the file" : $"version {after}")}");
        return changes.Count == 0 ? 0 : 1;
    }

    private static string Line(JsonObject change)
    {
        var (mark, before, after) = (change["kind"]!.ToString() switch { "added" => '+', "removed" => '-', _ => '~' }, change["before"]?.ToString(), change["after"]?.ToString());
        var values = before is null && after is null ? "" : $": {OneLine(before)} → {OneLine(after)}";
        return $"{mark} {change["where"]}{(change["what"] is { } what ? $": {what}" : "")}{values}";
    }

    private static string OneLine(string? text) => text is null ? "nothing" : $"“{text.ReplaceLineEndings(" ")}”";
}
