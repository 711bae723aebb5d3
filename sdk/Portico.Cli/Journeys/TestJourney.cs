using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Portico.Cli.Journeys;

/// <summary>Has a journey's tests run by the Portico that serves it, among the forms, calendars and languages that its customers will meet.</summary>
internal static class TestJourney
{
    public static async Task<int> ExecuteAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--server", "--file", "--tests", "--version", "--junit"], errors) is not { } given) return 2;
        if (given.Names is not [var journey])
        {
            errors.WriteLine("Name the journey to test: portico journey test JOURNEY --server URL");
            return 2;
        }

        var request = new JsonObject();
        if (given["--version"] is not null)
        {
            if (given.Number("--version", errors) is not { } number) return 2;
            request["version"] = number;
        }

        foreach (var (option, member) in (ReadOnlySpan<(string, string)>)[("--file", "definition"), ("--tests", "tests")])
        {
            if (given[option] is not { } file) continue;
            if (JsonFile.Read(file, errors) is not { } node) return 2;
            request[member] = node;
        }

        using var server = Server.At(given["--server"], errors);
        if (server is null || await server.SendAsync(HttpMethod.Post, $"/api/v1/journeys/{Uri.EscapeDataString(journey)}/test-runs", request, errors) is not { } answer) return 2;
        var tests = answer["tests"]!.AsArray().Select(test => test!.AsObject()).ToList();
        foreach (var test in tests) output.WriteLine($"{((bool)test["passed"]! ? "passed" : "FAILED")}  {test["name"]}{(test["difference"] is { } difference ? $": {difference}" : "")}");
        if (tests.Count == 0) errors.WriteLine($"The journey '{journey}' has no tests.");
        if (given["--junit"] is { } report && !Write(JUnit(journey, tests), report, errors)) return 2;
        output.WriteLine($"{answer["passed"]} passed, {answer["failed"]} failed");
        return (int)answer["failed"]! == 0 && tests.Count > 0 ? 0 : 1;
    }

    private static XElement JUnit(string journey, List<JsonObject> tests) =>
        new("testsuite", new XAttribute("name", journey), new XAttribute("tests", tests.Count), new XAttribute("failures", tests.Count(test => !(bool)test["passed"]!)),
            tests.Select(test => new XElement("testcase", new XAttribute("classname", journey), new XAttribute("name", test["name"]!.ToString()),
                test["difference"] is { } difference ? new XElement("failure", new XAttribute("message", difference.ToString()), "It came to: " + string.Join(" → ", test["path"]!.AsArray().Select(place => place!.ToString()))) : null)));

    private static bool Write(XElement report, string file, TextWriter errors)
    {
        try
        {
            File.WriteAllText(file, new XDocument(report).ToString());
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file}: cannot be written: {e.Message}");
            return false;
        }
    }
}
