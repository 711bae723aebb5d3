using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Reliability;

/// <summary>A platform with small journeys that pass everything a commit can hold: a timer, a child, a call that waits, one that is given up.</summary>
public sealed class ProofPortico(Engine engine) : TestPortico(engine)
{
    /// <summary>A form, a second of waiting, a child journey, an identity check.</summary>
    public const string Mixed = "proof-mixed";

    /// <summary>A form and an identity check.</summary>
    public const string Check = "proof-check";

    /// <summary>A form and a check by a provider that nobody has set up: it is given up at once.</summary>
    public const string Parked = "proof-parked";

    private static readonly (string, string)[] Nothing = [];

    public static async Task<ProofPortico> StartAsync(Engine engine, params IReadOnlyList<string> more)
    {
        var platform = new ProofPortico(engine) { Extra = more };
        await platform.InitializeAsync();
        await platform.PublishAsync(Journey("proof-child", [("pause", "Elsa.Delay", [("timeSpan", "00:00:00.200")]), ("line", "Elsa.WriteLine", [("text", "child")])], "start > pause > line"));
        await platform.PublishAsync(Journey(Mixed,
            [("about-you", "Portico.ShowForm", [("form", "about-you")]), ("pause", "Elsa.Delay", [("timeSpan", "00:00:00.500")]), ("child", "Elsa.ExecuteWorkflow", [("workflowDefinitionId", "proof-child"), ("waitForCompletion", "True")]),
                ("verify", "Portico.VerifyIdentity", Nothing), ("end", "Portico.EndJourney", [("outcome", "Activated"), ("page", "done")])],
            "start > about-you", "about-you:Submitted > pause", "pause > child > verify", "verify:Verified > end"));
        await platform.PublishAsync(CheckJourney(Check, ""));
        await platform.PublishAsync(CheckJourney(Parked, "='nobody'"));
        return platform;
    }

    /// <summary>On a platform of its own, which goes afterwards whatever came of it.</summary>
    public static async Task OnAsync(Engine engine, Func<ProofPortico, Task> prove, params IReadOnlyList<string> more)
    {
        var platform = await StartAsync(engine, more);
        try
        {
            await prove(platform);
        }
        finally
        {
            await platform.DisposeAsync();
        }
    }

    /// <summary>To the PostgreSQL database, as a host is told it.</summary>
    public string Connection => HostSettings.Single(setting => setting.StartsWith(ConnectionSetting, StringComparison.Ordinal))[ConnectionSetting.Length..];

    public const string ConnectionSetting = "--ConnectionStrings:Portico=";

    public static JsonObject CheckJourney(string key, string provider) => Journey(key,
        [("about-you", "Portico.ShowForm", [("form", "about-you")]), ("verify", "Portico.VerifyIdentity", [("provider", provider)]), ("end", "Portico.EndJourney", [("outcome", "Activated"), ("page", "done")])],
        "start > about-you", "about-you:Submitted > verify", "verify:Verified > end");

    public static JsonObject Journey(string key, IEnumerable<(string Id, string Type, (string Name, string Value)[] Inputs)> activities, params string[] connections)
    {
        JsonObject Node(string id, string type, (string Name, string Value)[] inputs)
        {
            var node = new JsonObject { ["id"] = id, ["nodeId"] = "Workflow1:flow:" + id, ["name"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject() };
            foreach (var (name, value) in inputs) node[name] = new JsonObject { ["typeName"] = "String", ["expression"] = value.StartsWith('=') ? new JsonObject { ["type"] = "JavaScript", ["value"] = value[1..] } : new JsonObject { ["type"] = "Literal", ["value"] = value } };
            return node;
        }

        var ways = from path in connections
                   let stops = path.Split(" > ")
                   from hop in stops.Zip(stops.Skip(1))
                   let source = hop.First.Split(':')
                   select (JsonNode)new JsonObject
                   {
                       ["source"] = new JsonObject { ["activity"] = source[0], ["port"] = source.Length > 1 ? source[1] : "Done" },
                       ["target"] = new JsonObject { ["activity"] = hop.Second.Split(':')[0], ["port"] = "In" },
                   };
        return new JsonObject
        {
            ["definitionId"] = key, ["name"] = key, ["variables"] = new JsonArray(), ["inputs"] = new JsonArray(), ["outputs"] = new JsonArray(), ["outcomes"] = new JsonArray(),
            ["customProperties"] = new JsonObject(), ["options"] = new JsonObject(),
            ["root"] = new JsonObject
            {
                ["id"] = "flow", ["nodeId"] = "Workflow1:flow", ["name"] = "Flowchart1", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject(),
                ["activities"] = new JsonArray([Node("start", "Elsa.Start", []), .. activities.Select(a => Node(a.Id, a.Type, a.Inputs))]), ["connections"] = new JsonArray([.. ways]),
            },
        };
    }

    /// <returns>Number of the version that is live now.</returns>
    public async Task<int> PublishAsync(JsonObject journey)
    {
        var saved = await AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(journey), default));
        Assert.True(saved.Ok, $"{saved.Error?.Code} {saved.Error?.Text}");
        var published = await PublishAsync("aurora", saved.Value.Key);
        Assert.True(published.Ok, string.Join(" ", published.Error?.Fields?.SelectMany(f => f.Value) ?? []));
        return published.Value.Number;
    }

    /// <summary>Asks the file of the SQLite database itself.</summary>
    public object? AskFile(string pragma)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(DataFolder, "portico.db"), Pooling = false }.ToString());
        connection.Open();
        using var ask = connection.CreateCommand();
        ask.CommandText = pragma;
        return ask.ExecuteScalar();
    }

    public Task<int> CasesAsync() => InStoreAsync("aurora", db => db.Cases.CountAsync());
}
