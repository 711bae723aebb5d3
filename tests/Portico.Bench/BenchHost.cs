using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.AspNetCore.Builder;
using Portico.App.Cases;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.Host;

namespace Portico.Bench;

/// <summary>Portico as it is shipped, with two more journeys: five forms, a branch on an expression, an end; and one that waits for a day.</summary>
public static class BenchHost
{
    public const string Journey = "bench", Waiting = "bench-wait", Furnished = "--furnished", PublicKey = "pk_demo_aurora";
    private const string Tenant = "aurora", Other = "clearwater";
    private static readonly Actor Admin = new("staff:bench", "Bench", Roles.Admin);

    /// <summary>What <c>dotnet</c> is told so that <see cref="RunAsync"/> serves there; of a setting that stands twice the last one counts.</summary>
    public static string[] Serving(int port, string data, params string[] settings) =>
        [typeof(BenchHost).Assembly.Location, "serve", $"--urls=http://127.0.0.1:{port}", $"--Portico:Data={data}", $"--contentRoot={Repository.Folder("src/Portico.Host")}", "--Logging:LogLevel:Default=Warning", .. settings];

    public static async Task RunAsync(string[] settings)
    {
        if (!settings.Contains(Furnished)) await FurnishElsewhereAsync(settings);
        await using var app = PorticoHost.Build([.. settings.Where(s => s != Furnished), "--environment=Production"]);
        app.MapGet("/bench/ready", () => "ready").AllowAnonymous();
        app.MapGet("/bench/list", (string? search, CaseStatus? status, string? journey, UseCases useCases) => useCases.RunAsync(Other, Admin, (ListCases.Handler list) => list.HandleAsync(new(0, 25, search, status, journey), default))).AllowAnonymous();
        app.MapGet("/bench/dashboard", (UseCases useCases) => useCases.RunAsync(Other, Admin, (ReadDashboard.Handler read) => read.HandleAsync(default))).AllowAnonymous();
        app.MapGet("/bench/funnels", (UseCases useCases) => useCases.RunAsync(Other, Admin, (ReadFunnels.Handler read) => read.HandleAsync(default))).AllowAnonymous();
        app.MapGet("/bench/file/{number}", async (string number, UseCases useCases) => (await useCases.RunAsync(Other, Admin, (ReadCaseFile.Handler read) => read.HandleAsync(number, default))).Ok ? "read" : throw new InvalidOperationException("There is no such case.")).AllowAnonymous();
        app.MapPost("/bench/poison/{poison}", (string poison, PluginSupervisor plugins, CancellationToken ct) => Poisons.TakeAsync(plugins, poison, ct)).AllowAnonymous();
        await app.RunAsync();
    }

    /// <summary>In a process of its own, so that what is measured begins as one that is shipped does: with nothing compiled, cached or configured by a host before it.</summary>
    private static async Task FurnishElsewhereAsync(string[] settings)
    {
        using var furnishing = Process.Start("dotnet", [typeof(BenchHost).Assembly.Location, "furnish", .. settings]);
        await furnishing.WaitForExitAsync();
        if (furnishing.ExitCode != 0) throw new InvalidOperationException($"The journeys could not be made ({furnishing.ExitCode}).");
    }

    /// <summary>Demo tenants are made in Development only, which checks things in each request that nobody checks in Production.</summary>
    public static async Task FurnishAsync(string[] settings)
    {
        await using var workshop = PorticoHost.Build([.. settings, "--environment=Development", "--Portico:Demo=true", "--urls=http://127.0.0.1:0"]);
        await workshop.StartAsync();
        await FurnishAsync(workshop.Services.GetRequiredService<UseCases>());
        await workshop.StopAsync();
    }

    private static async Task FurnishAsync(UseCases useCases)
    {
        for (var step = 1; step <= Dialect.Steps; step++)
        {
            var form = FormDefinition.Parse(FormOf(step).ToJsonString());
            Must(await useCases.RunAsync(Tenant, Admin, (SaveForm.Handler save) => save.HandleAsync(new(0, 0, form), default)));
        }

        Must(await useCases.RunAsync(Tenant, Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Definition()), default)));
        await PublishAsync(useCases, Tenant, Journey);
        Must(await useCases.RunAsync(Other, Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Wait()), default)));
        await PublishAsync(useCases, Other, Waiting);
    }

    /// <summary>Nobody reads what is measured, and nobody waits for it: whatever is warned of is meant to be so.</summary>
    private static async Task PublishAsync(UseCases useCases, string tenant, string journey)
    {
        var found = await useCases.RunAsync(tenant, Admin, (CheckJourney.Handler check) => check.HandleAsync(journey, default));
        var words = found.Value.Findings.Where(finding => finding.Severity == "warning").Select(finding => new Justification(finding.Id, finding.Node, finding.Subject, "Meant to be so for the bench.")).ToList();
        Must(await useCases.RunAsync(tenant, Admin, (PublishJourney.Handler publish) => publish.HandleAsync(journey, new(words), default)));
    }

    private static void Must<T>(Result<T> result)
    {
        if (!result.Ok) throw new InvalidOperationException($"{result.Error.Code}: {result.Error.Text} {string.Join(" ", result.Error.Fields?.SelectMany(f => f.Value) ?? [])}");
    }

    private static JsonObject FormOf(int step) => new()
    {
        ["key"] = $"bench-{step}",
        ["title"] = $"Step {step}",
        ["fields"] = new JsonArray(
            Field("fullName", "text", ("max", "99")), Field("email", "email"), Field("postcode", "text", ("pattern", "[0-9]{5}")), Field("usageKwh", "number", ("min", "0")), Field("note", "multiline")),
    };

    private static JsonObject Field(string name, string type, params (string, string)[] more)
    {
        var field = new JsonObject { ["name"] = name, ["type"] = type, ["label"] = name };
        foreach (var (key, value) in more) field[key] = value;
        return field;
    }

    /// <summary>Three steps, the decision, a fourth step for either side, a fifth for both.</summary>
    private static JsonObject Definition() => new()
    {
        ["definitionId"] = Journey,
        ["name"] = Journey,
        ["root"] = new JsonObject
        {
            ["id"] = "flow", ["type"] = "Elsa.Flowchart", ["version"] = 1,
            ["activities"] = new JsonArray(
                Activity("start", "Elsa.Start"), Step("step1", 1), Step("step2", 2), Step("step3", 3),
                Activity("decide", "Elsa.FlowDecision", ("condition", "JavaScript", "answers.usageKwh > 5000")),
                Activity("mark", "Elsa.WriteLine", ("text", "Literal", "industrial")), Step("step4", 4), Step("step5", 5), Activity("end", "Portico.EndJourney", ("outcome", "Literal", "Activated"))),
            ["connections"] = new JsonArray(
                Connect("start", "Done", "step1"), Connect("step1", "Submitted", "step2"), Connect("step2", "Submitted", "step3"), Connect("step3", "Submitted", "decide"),
                Connect("decide", "True", "mark"), Connect("mark", "Done", "step4"), Connect("decide", "False", "step4"), Connect("step4", "Submitted", "step5"), Connect("step5", "Submitted", "end")),
        },
    };

    private static JsonObject Wait() => new()
    {
        ["definitionId"] = Waiting,
        ["name"] = Waiting,
        ["root"] = new JsonObject
        {
            ["id"] = "flow", ["type"] = "Elsa.Flowchart", ["version"] = 1,
            ["activities"] = new JsonArray(Activity("start", "Elsa.Start"), Activity("wait", "Elsa.Delay", ("timeSpan", "Literal", "1.00:00:00")), Activity("end", "Portico.EndJourney", ("outcome", "Literal", "Waited"))),
            ["connections"] = new JsonArray(Connect("start", "Done", "wait"), Connect("wait", "Done", "end")),
        },
    };

    private static JsonObject Step(string id, int form) => Activity(id, "Portico.ShowForm", ("form", "Literal", $"bench-{form}"));

    private static JsonObject Activity(string id, string type, params (string Name, string Syntax, string Value)[] inputs)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1, ["name"] = id };
        foreach (var (name, syntax, value) in inputs) activity[name] = new JsonObject { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = syntax, ["value"] = value } };
        return activity;
    }

    private static JsonObject Connect(string from, string port, string to) => new()
    {
        ["source"] = new JsonObject { ["activity"] = from, ["port"] = port }, ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
    };
}
