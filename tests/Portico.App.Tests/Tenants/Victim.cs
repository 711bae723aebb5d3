using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Files;
using Portico.App.Journeys;
using Portico.App.Outbox;
using Portico.App.Providers;
using Portico.App.Tasks;
using Portico.App.Tests.Files;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Tenants;

/// <summary>Aurora with something in every drawer, and a word in each that must never be read by anybody else.</summary>
internal sealed record Victim
{
    public const string Tenant = "aurora";

    /// <summary>Stands in the customer's name, in a journey's description and in a provider's name.</summary>
    public const string Secret = "Timbuktu";

    public required string Case { get; init; }
    public required string Token { get; init; }

    /// <summary>A journey that only this tenant has.</summary>
    public required string Journey { get; init; }
    public required string VersionId { get; init; }
    public required string Installation { get; init; }
    public required string Reference { get; init; }
    public required string Form { get; init; }
    public required string ExecutionId { get; init; }

    /// <summary>Of another customer, whose check was unclear.</summary>
    public required string Task { get; init; }

    /// <summary>A customer who uploaded a photo, and its id.</summary>
    public required string FileCase { get; init; }
    public required string File { get; init; }

    public static async Task<Victim> FurnishAsync(TestPortico platform)
    {
        var journey = await platform.AsStaffAsync(Tenant, Roles.Admin, async (SaveJourney.Handler save) =>
        {
            var template = await platform.InStoreAsync(Tenant, db => db.JourneyVersions.AsNoTracking().FirstAsync(v => v.JourneyKey == "move-in"));
            var copy = JsonNode.Parse(template.Definition)!.AsObject();
            foreach (var member in new[] { "id", "definitionId" }) copy.Remove(member);
            (copy["name"], copy["description"]) = ("Only Aurora's", Secret);
            return (await save.HandleAsync(new(copy), default)).Value;
        });
        await platform.InStoreAsync(Tenant, db => db.Installations.Where(i => i.Contract == "identity-verification").ExecuteUpdateAsync(set => set.SetProperty(i => i.DisplayName, Secret)));

        var customer = (await platform.StartMoveInAsync(Tenant)).Answering("givenName", Secret).Answering("email", "timbuktu@example.com").Answering("familyName", "Redirect");
        await customer.GoToAsync("identity");
        await customer.SubmitAsync();
        await customer.SettleAsync();
        var unclear = (await platform.StartMoveInAsync(Tenant)).Answering("givenName", Secret).Answering("familyName", "Review");
        await unclear.FinishAsync();
        var due = await platform.InStoreAsync(Tenant, db => db.Cases.Where(c => c.Number == customer.Number).Join(db.Due.AsNoTracking(), c => c.Id, d => d.CaseId, (_, d) => d).SingleAsync(d => d.ExternalRef != null));
        if (!await platform.InStoreAsync(Tenant, db => db.Journeys.AnyAsync(j => j.Key == Papers.Journey))) await Papers.PublishAsync(platform, Tenant);
        var uploader = await Papers.StartAsync(platform, Tenant);
        var file = await platform.Bearer(uploader.Token).AcceptedAsync(uploader, "meter", Secret + ".png", Samples.Png);
        var staff = await platform.StaffAsync($"agent@{Tenant}.example");
        var executions = JsonNode.Parse(await staff.GetStringAsync($"/elsa/api/activity-executions/list?workflowInstanceId={customer.Number}&activityNodeId=Workflow1:flow1:about-you"))!["items"]!.AsArray();
        return new Victim
        {
            FileCase = uploader.Number, File = file, Case = customer.Number, Token = customer.Token, Journey = journey.Key, VersionId = journey.VersionId, Installation = due.Installation, Reference = due.ExternalRef!, Form = "about-you",
            ExecutionId = executions[0]!["id"]!.ToString(), Task = await platform.InStoreAsync(Tenant, db => db.Tasks.Where(t => t.CaseNumber == unclear.Number).Select(t => t.Id).SingleAsync()),
        };
    }

    /// <summary>Everything of the tenant that a stranger could have changed.</summary>
    public static Task<string> StateAsync(TestPortico platform) => platform.InStoreAsync(Tenant, async db => string.Join('\n',
        (await db.Cases.AsNoTracking().OrderBy(c => c.Id).ToListAsync()).Select(c => $"case {c.Number} {c.Revision} {c.Status} {c.TokenHash}")
        .Concat((await db.JourneyVersions.AsNoTracking().OrderBy(v => v.Id).ToListAsync()).Select(v => $"version {v.Id} {v.Revision} {v.PublishedAt} {v.Definition}"))
        .Concat((await db.Journeys.AsNoTracking().OrderBy(j => j.Key).ToListAsync()).Select(j => $"journey {j.Key} {j.LiveVersion} {j.Name}"))
        .Concat((await db.Installations.AsNoTracking().OrderBy(i => i.Key).ToListAsync()).Select(i => $"provider {i.Key} {i.Revision} {i.Enabled} {i.DisplayName}"))
        .Concat((await db.Tasks.AsNoTracking().OrderBy(t => t.Id).ToListAsync()).Select(t => $"task {t.Id} {t.ClaimedBy} {t.ProposedBy}"))
        .Concat((await db.CaseFiles.AsNoTracking().OrderBy(f => f.Id).ToListAsync()).Select(f => $"file {f.Id} {f.Revision} {f.Received}"))
        .Concat((await db.Due.AsNoTracking().OrderBy(d => d.Id).ToListAsync()).Select(d => $"due {d.Id} {d.State} {d.ExternalRef}"))));
}
