using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Portico.App.Journeys;
using Portico.App.Studio;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Studio;

/// <summary>Definitions come and go through Elsa's own contract, as a stock Elsa Studio or another server would send them.</summary>
public sealed class RoundTripTests(TestPortico platform) : IClassFixture<TestPortico>
{
    private const string Definitions = "/elsa/api/workflow-definitions";

    public static TheoryData<string> Corpus => [.. Directory.GetFiles(Repository.ElsaWorkflows(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task What_is_loaded_and_saved_without_an_edit_stays_as_it_was_byte_for_byte(string name)
    {
        var studio = await StudioAsync("aurora");
        var key = await ImportAsync(studio, await File.ReadAllTextAsync(Path.Combine(Repository.ElsaWorkflows(), name + ".json")));
        var before = await ExportAsync(studio, key);
        var seen = await SeenAsync(studio, key);

        // As the designer does: what it got is the model of its next save.
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var saved = await studio.PostAsJsonAsync(Definitions, new JsonObject { ["model"] = seen.DeepClone(), ["publish"] = false });
            Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
            seen = JsonNode.Parse(await saved.Content.ReadAsStringAsync())!["workflowDefinition"]!.AsObject();
        }

        Assert.Equal(before, await ExportAsync(studio, key));
        Assert.Single((await platform.AsStaffAsync("aurora", Roles.Admin, (ReadHistory.Handler history) => history.HandleAsync(key, default))).Value.Versions[0].Saves);
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task What_is_exported_and_imported_is_exported_as_it_was(string name)
    {
        var (here, there) = (await StudioAsync("aurora"), await StudioAsync("clearwater"));
        var key = await ImportAsync(here, await File.ReadAllTextAsync(Path.Combine(Repository.ElsaWorkflows(), name + ".json")));
        var first = await ExportAsync(here, key);

        await ImportAsync(here, first);
        var elsewhere = await ImportAsync(there, first);

        Assert.Equal(first, await ExportAsync(here, key));
        var copy = JsonNode.Parse(await ExportAsync(there, elsewhere))!.AsObject();
        copy["id"] = JsonNode.Parse(first)!["id"]!.DeepClone(); // of the row over there; everything else is the drawing
        Assert.Equal(first, JourneyDocument.Write(copy));
    }

    [Fact]
    public async Task The_journey_that_we_ship_stays_as_it_was()
    {
        var studio = await StudioAsync("clearwater");
        var before = await ExportAsync(studio, "move-in");

        using var saved = await studio.PostAsJsonAsync(Definitions, new JsonObject { ["model"] = await SeenAsync(studio, "move-in"), ["publish"] = false });

        Assert.Equal(before, await ExportAsync(studio, "move-in"));
        Assert.Equal(1, (int)JsonNode.Parse(await saved.Content.ReadAsStringAsync())!["workflowDefinition"]!["version"]!); // no draft came of it
    }

    /// <summary>What other Elsas hold that this one does not know.</summary>
    public static TheoryData<string, string> Foreign => new()
    {
        { "definition.unknown_activity", Flow("""{"id":"a","type":"Elsa.Start","version":1},{"id":"b","type":"Acme.CallTheMainframe","version":2,"program":{"typeName":"String","expression":{"type":"Literal","value":"X1"}}}""", "a>b") },
        { "definition.unknown_version", Flow("""{"id":"a","type":"Elsa.Start","version":1},{"id":"b","type":"Elsa.WriteLine","version":99}""", "a>b") },
        { "expression.unknown_type", Flow("""{"id":"a","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Liquid","value":"Hello {{ Variables.Name }}"}}}""") },
        { "expression.unknown_type", Flow("""{"id":"a","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"CSharp","value":"$\"Hello {Name}\""}}}""") },
        { "definition.unavailable_activity", """{"definitionId":"states","name":"States","root":{"id":"m","type":"Elsa.StateMachine","version":1,"states":[{"name":"Open"}],"transitions":[]}}""" },
        { "", """{"definitionId":"bare","name":"Bare","description":null,"variables":null,"inputs":null,"outputs":null,"outcomes":null,"customProperties":null,"options":null,"root":{"id":"s","type":"Elsa.Sequence","version":1,"activities":[{"id":"w","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"x"}}}]}}""" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_definition_from_elsewhere_comes_in_with_findings_instead_of_an_error(string finding, string json)
    {
        var studio = await StudioAsync("aurora");

        var key = await ImportAsync(studio, json);

        var check = (await platform.AsStaffAsync("aurora", Roles.Admin, (CheckJourney.Handler handler) => handler.HandleAsync(key, default))).Value;
        Assert.True(finding.Length == 0 || check.Findings.Any(found => found is { Severity: "error" } && found.Id == finding), string.Join('\n', check.Findings.Select(found => $"{found.Id} at {found.Node}: {found.Message}")));
        var types = JourneyDocument.WithAllInside((await SeenAsync(studio, key))["root"]!.AsObject()).Select(activity => activity["type"]!.ToString());
        Assert.DoesNotContain("Acme.CallTheMainframe", types); // the canvas stays blank at what it cannot describe
        Assert.Equal(JsonNode.Parse(json)!["root"]!["activities"]?.AsArray().Select(activity => activity!["type"]!.ToString()) ?? [], JsonNode.Parse(await ExportAsync(studio, key))!["root"]!["activities"]?.AsArray().Select(activity => activity!["type"]!.ToString()) ?? []);
    }

    [Fact]
    public async Task Several_files_come_in_at_once_and_what_is_no_definition_is_named()
    {
        var studio = await StudioAsync("aurora");
        using var files = new MultipartFormDataContent { { File("Many one"), "files", "one.json" }, { File("Many two"), "files", "two.json" } };
        using var broken = new MultipartFormDataContent { { new StringContent("""{"name":"x","root":{}}"""), "files", "broken.json" } };

        var both = await studio.PostAsync(Definitions + "/import-files", files);
        var refused = await studio.PostAsync(Definitions + "/import-files", broken);

        Assert.Equal(2, (int)JsonNode.Parse(await both.Content.ReadAsStringAsync())!["count"]!);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("broken.json", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        static StringContent File(string name) => new(Flow("""{"id":"a","type":"Elsa.Start","version":1}""").Replace("\"Flow\"", $"\"{name}\"", StringComparison.Ordinal).Replace("\"definitionId\":\"flow\",", "", StringComparison.Ordinal), Encoding.UTF8);
    }

    private async Task<HttpClient> StudioAsync(string tenant)
    {
        var studio = await platform.StaffAsync($"admin@{tenant}.example");
        studio.DefaultRequestHeaders.Add(StudioRequests.Header, "1");
        return studio;
    }

    private static async Task<string> ImportAsync(HttpClient studio, string json)
    {
        using var reply = await studio.PostAsync(Definitions + "/import", new StringContent(json, Encoding.UTF8, "application/json"));
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["definitionId"]!.ToString();
    }

    private static Task<string> ExportAsync(HttpClient studio, string key) => studio.GetStringAsync($"{Definitions}/{key}/export?versionOptions=Latest&includeConsumingWorkflows=False");

    private static async Task<JsonObject> SeenAsync(HttpClient studio, string key) => JsonNode.Parse(await studio.GetStringAsync($"{Definitions}/by-definition-id/{key}?versionOptions=Latest"))!.AsObject();

    private static string Flow(string activities, string? way = null) =>
        $$$"""{"definitionId":"flow","name":"Flow","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":[{{{activities}}}],"connections":[{{{(way is null ? "" : $$$"""{"source":{"activity":"{{{way[0]}}}","port":"Done"},"target":{"activity":"{{{way[2]}}}","port":"In"}}""")}}}]}}""";
}
