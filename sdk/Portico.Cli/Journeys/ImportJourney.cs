using System.Text.Json.Nodes;

namespace Portico.Cli.Journeys;

/// <summary>An exported journey becomes one of this tenant, or the new draft of one. Nothing that is here with other content is touched unless it is said.</summary>
internal static class ImportJourney
{
    public static async Task<int> ExecuteAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--server", "--as", "--replace"], errors, flags: ["--dry-run"]) is not { } given) return 2;
        if (given.Names is not [var file])
        {
            errors.WriteLine("Name the file to import: portico journey import FILE --server URL");
            return 2;
        }

        if (JsonFile.Read(file, errors) is not { } node) return 2;
        if (node is not JsonObject bundle || (given["--as"] ?? (bundle["journey"] as JsonObject)?["definitionId"]?.ToString()) is not { Length: > 0 } journey)
        {
            errors.WriteLine($"{file}: is not a journey that Portico exported.");
            return 2;
        }

        using var server = Server.At(given["--server"], errors);
        var dryRun = given.Has("--dry-run");
        var query = $"?dryRun={(dryRun ? "true" : "false")}{(given["--replace"] is { } replace ? "&replace=" + Uri.EscapeDataString(replace) : "")}";
        if (server is null || await server.SendAsync(HttpMethod.Put, $"/api/v1/journeys/{Uri.EscapeDataString(journey)}/bundle{query}", bundle, errors) is not { } answer) return server?.Refused == true ? 1 : 2;
        output.WriteLine($"{Words(answer["standing"]!)}  journey {journey}");
        foreach (var (what, list) in (ReadOnlySpan<(string, string)>)[("form", "forms"), ("message", "messages")])
            foreach (var item in answer[list]!.AsArray()) output.WriteLine($"{((bool)item!["kept"]! ? "kept" : Words(item["standing"]!))}  {what} {item["name"]}");
        output.WriteLine((bool)answer["written"]! ? "Imported. Look at it in the admin, then publish it." : dryRun ? "Nothing was written." : "All of it was here already.");
        return 0;
    }

    private static string Words(JsonNode standing) => standing.ToString() switch { "new" => "new", "same" => "here", _ => "other" };
}
