namespace Portico.Cli.Journeys;

/// <summary>A journey with its forms and messages becomes a file, byte for byte the one that the admin exports.</summary>
internal static class ExportJourney
{
    public static async Task<int> ExecuteAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--server", "--version", "--file"], errors) is not { } given) return 2;
        if (given.Names is not [var journey])
        {
            errors.WriteLine("Name the journey to export: portico journey export JOURNEY --server URL");
            return 2;
        }

        var query = "";
        if (given["--version"] is not null)
        {
            if (given.Number("--version", errors) is not { } number) return 2;
            query = $"?version={number}";
        }

        using var server = Server.At(given["--server"], errors);
        if (server is null || await server.ReadAsync($"/api/v1/journeys/{Uri.EscapeDataString(journey)}/bundle{query}", errors) is not { } bundle) return 2;
        if (given["--file"] is not { } file)
        {
            output.Write(bundle);
            return 0;
        }

        try
        {
            File.WriteAllText(file, bundle);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file}: cannot be written: {e.Message}");
            return 2;
        }
    }
}
