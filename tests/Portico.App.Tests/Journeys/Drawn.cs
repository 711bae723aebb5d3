using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Journeys;

/// <summary>Small journeys for tests: activities one after the other, and what became of their cases.</summary>
internal static class Drawn
{
    public static JsonObject Sequence(string key, params string[] activities) => JsonNode.Parse($$$"""
        {"definitionId":"{{{key}}}","name":"{{{key}}}","root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{{string.Join(',', activities)}}}]}}
        """)!.AsObject();

    public static string Activity(string id, string type, params (string Name, string Value)[] inputs) => Activity(id, type, false, inputs);

    public static string Starting(string id, string type, params (string Name, string Value)[] inputs) => Activity(id, type, true, inputs);

    public static string Line(string id, string text) => Activity(id, "Elsa.WriteLine", ("text", text));

    public static string ForEver(params string[] activities) => $$$"""
        {"id":"again","type":"Elsa.While","version":1,"condition":{"typeName":"Boolean","expression":{"type":"Literal","value":"True"}},
         "body":{"id":"body","type":"Elsa.Sequence","version":1,"activities":[{{{string.Join(',', activities)}}}]}}
        """;

    private static string Activity(string id, string type, bool starts, (string Name, string Value)[] inputs)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1, ["customProperties"] = new JsonObject { ["canStartWorkflow"] = starts } };
        foreach (var (name, value) in inputs)
        {
            var (syntax, text) = value.StartsWith("js:", StringComparison.Ordinal) ? ("JavaScript", value[3..]) : value.StartsWith('[') ? ("Object", value) : ("Literal", value);
            activity[name] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = syntax, ["value"] = text } };
        }

        return activity.ToJsonString();
    }

    public static async Task PublishAsync(this TestPortico platform, JsonObject drawing, string tenant = "aurora")
    {
        var saved = await platform.AsStaffAsync(tenant, Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing.DeepClone().AsObject()), default));
        Assert.True(saved.Ok, saved.Error?.Text);
        var published = await platform.PublishAsync(tenant, saved.Value.Key);
        Assert.True(published.Ok, published.Error is { } no ? $"{no.Text} {string.Join(' ', (no.Fields ?? new Dictionary<string, string[]>()).SelectMany(f => f.Value))}" : null);
    }

    public static Task RetractAsync(this TestPortico platform, string key, string tenant = "aurora") =>
        platform.AsStaffAsync(tenant, Roles.Admin, (RetractJourney.Handler retract) => retract.HandleAsync(key, default));

    /// <summary>Oldest first.</summary>
    public static Task<List<Case>> CasesAsync(this TestPortico platform, string key, string tenant = "aurora") =>
        platform.InStoreAsync(tenant, db => db.Cases.AsNoTracking().Where(c => c.JourneyKey == key).OrderBy(c => c.StartedAt).ThenBy(c => c.Id).ToListAsync());

    public static async Task<IReadOnlyList<string>> LinesAsync(this TestPortico platform, string number, string tenant = "aurora") =>
        [.. (await platform.JournalAsync(tenant, number)).Where(e => e.Kind == "line.written").Select(e => e.Data.GetProperty("line").GetString()!)];

    public static async Task<ApiCustomer> StartAsync(this TestPortico platform, string key, string tenant = "aurora")
    {
        var customer = await ApiCustomer.StartAsync(platform.Customer(tenant), key, "en");
        await platform.DrainAsync();
        return customer;
    }
}
