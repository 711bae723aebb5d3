using System.Text.Json.Nodes;

namespace Portico.Cli.Journeys;

/// <summary>A version that was published to test goes live as it is, after the checks against the live providers.</summary>
internal static class PromoteJourney
{
    public static async Task<int> ExecuteAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--server", "--version", "--justify"], errors) is not { } given) return 2;
        if (given.Names is not [var journey])
        {
            errors.WriteLine("Name the journey to promote: portico journey promote JOURNEY --server URL");
            return 2;
        }

        var request = new JsonObject();
        if (given["--version"] is not null)
        {
            if (given.Number("--version", errors) is not { } number) return 2;
            request["version"] = number;
        }

        if (given["--justify"] is { } file)
        {
            if (JsonFile.Read(file, errors) is not { } node) return 2;
            request["justifications"] = node;
        }

        using var server = Server.At(given["--server"], errors);
        if (server is null || await server.SendAsync(HttpMethod.Post, $"/api/v1/journeys/{Uri.EscapeDataString(journey)}/promotions", request, errors) is not { } answer) return server?.Refused == true ? 1 : 2;
        output.WriteLine($"{answer["journey"]} version {answer["version"]} {(answer["state"]!.ToString() == "live" ? "is live" : "waits for another admin to approve it")}, content {answer["contentHash"]}");
        return 0;
    }
}
