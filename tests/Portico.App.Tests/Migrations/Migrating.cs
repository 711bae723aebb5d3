using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Migrations;
using Portico.App.Tests.Reliability;
using Portico.TestKit;

namespace Portico.App.Tests.Migrations;

/// <summary>Migrations as a tenant's machine asks for them, and a journey on whose every activity somebody can be parked.</summary>
internal static class Migrating
{
    /// <summary>Family names, and where in <see cref="Stops"/> they are parked.</summary>
    public static readonly string[] Names = ["Form", "Redirect", "Timer", "Agent", "Event", "Child", "Request", "Both"];

    /// <param name="changed">The second version: other ids, one step more, another end.</param>
    public static JsonObject Stops(string key, bool changed)
    {
        string Id(string id) => changed ? id + "-new" : id;
        var after = changed ? Id("more") : Id("end");
        string[] ways =
        [
            $"start > {Id("you")}", $"{Id("you")}:Submitted > switch", $"switch:Default > {Id("form")}", $"switch:Redirect > {Id("check")}", $"switch:Timer > {Id("wait")}", $"switch:Agent > {Id("ask")}", $"switch:Event > {Id("paid")}",
            $"switch:Child > {Id("child")}", $"switch:Request > {Id("hook")}", $"switch:Both > fork", $"fork:Left > {Id("left")}", $"fork:Right > {Id("right")}", $"{Id("left")}:Submitted > join", $"{Id("right")}:Submitted > join",
            $"{Id("form")}:Submitted > {after}", $"{Id("check")}:Verified > {after}", $"{Id("wait")} > {after}", $"{Id("ask")}:Approved > {after}", $"{Id("paid")} > {after}", $"{Id("child")} > {after}", $"{Id("hook")} > {after}", $"join > {after}",
            .. changed ? (string[])[$"{Id("more")}:Submitted > {Id("end")}"] : [],
        ];
        var drawing = ProofPortico.Journey(key,
        [
            (Id("you"), "Portico.ShowForm", [("form", "about-you")]), ("switch", "Elsa.FlowSwitch", []), (Id("form"), "Portico.ShowForm", [("form", "supply")]), (Id("check"), "Portico.VerifyIdentity", []), (Id("wait"), "Elsa.Delay", [("timeSpan", "2.00:00:00")]),
            (Id("ask"), "Portico.AgentDecision", [("title", "Decide")]), (Id("paid"), "Elsa.Event", [("eventName", key + "-paid")]), (Id("child"), "Elsa.ExecuteWorkflow", [("workflowDefinitionId", key + "-child"), ("waitForCompletion", "True")]),
            (Id("hook"), "Elsa.HttpEndpoint", [("path", key), ("supportedMethods", "POST")]), ("fork", "Elsa.FlowFork", []), (Id("left"), "Portico.ShowForm", [("form", "consents")]), (Id("right"), "Portico.ShowForm", [("form", "move-in-date")]),
            ("join", "Elsa.FlowJoin", [("mode", "WaitAll")]), (Id("end"), "Portico.EndJourney", [("outcome", changed ? "New" : "Old"), ("page", "done")]), .. changed ? new[] { (Id("more"), "Portico.ShowForm", new[] { ("form", "tariff") }) } : [],
        ], ways);
        foreach (var activity in drawing["root"]!["activities"]!.AsArray().OfType<JsonObject>())
        {
            if ((string?)activity["id"] == "fork") activity["branches"] = new JsonObject { ["typeName"] = "String[]", ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = """["Left","Right"]""" } };
            if ((string?)activity["id"] == "switch") activity["cases"] = new JsonArray([.. Names.Skip(1).Select(name => new JsonObject { ["label"] = name, ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = $"getAnswer('familyName') === '{name}'" } })]);
        }

        return drawing;
    }

    public static JsonObject Form(string key, string form, string id = "ask") =>
        ProofPortico.Journey(key, [(id, "Portico.ShowForm", [("form", form)]), ("end", "Portico.EndJourney", [("outcome", "Done"), ("page", "done")])], $"start > {id}", $"{id}:Submitted > end");

    public static async Task<ReadMigration.Plan> PlanAsync(this TestPortico platform, string journey, int from = 1, string tenant = "aurora") =>
        (await platform.BackOffice(tenant).GetFromJsonAsync<ReadMigration.Response>($"/api/v1/journeys/{journey}/migration?from={from}"))!.Plan!;

    public static async Task<TryMigration.Response> TryAsync(this TestPortico platform, string journey, int from = 1)
    {
        using var reply = await platform.BackOffice("aurora").PostAsJsonAsync($"/api/v1/journeys/{journey}/migration/dry-run", new { from });
        return (await reply.Content.ReadFromJsonAsync<TryMigration.Response>())!;
    }

    /// <summary>Starts, pauses or undoes, and lets the worker do what is due.</summary>
    public static async Task<ReadMigration.Plan> DoAsync(this TestPortico platform, string journey, string deed, int? canary = null, int from = 1)
    {
        using var reply = await platform.BackOffice("aurora").PostAsJsonAsync($"/api/v1/journeys/{journey}/migration/{deed}", new { from, canary });
        Assert.True(reply.StatusCode == HttpStatusCode.OK, await reply.Content.ReadAsStringAsync());
        await platform.DrainAsync();
        return await platform.PlanAsync(journey, from);
    }

    public static async Task MapAsync(this TestPortico platform, string journey, params (string From, string To)[] mapping)
    {
        using var reply = await platform.BackOffice("aurora").PutAsJsonAsync($"/api/v1/journeys/{journey}/migration", new { from = 1, mapping = mapping.ToDictionary(pair => pair.From, pair => pair.To) });
        Assert.True(reply.StatusCode == HttpStatusCode.OK, await reply.Content.ReadAsStringAsync());
    }

    public static Task<Case> CaseAsync(this TestPortico platform, string number, string tenant = "aurora") => platform.InStoreAsync(tenant, db => db.Cases.AsNoTracking().SingleAsync(c => c.Number == number));
}
