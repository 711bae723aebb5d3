using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>R8: whatever is published, reverted and retracted meanwhile, a case ends on the drawing it began with.</summary>
internal static class VersionProof
{
    private const string Key = "proof-versions";

    public static async Task<string> RunAsync(ProofPortico platform, int seed, int cases, int versions)
    {
        var random = new Random(seed);
        var began = new List<(ApiCustomer Customer, string Outcome)>();
        var (reverts, retractions) = (0, 0);
        var names = new Dictionary<int, string>();
        for (var version = 1; version <= versions; version++)
        {
            var name = $"V{version}";
            names[await platform.PublishAsync(Drawing(name))] = name;
            for (var i = 0; i < cases / versions; i++)
            {
                var customer = await ApiCustomer.StartAsync(platform.Customer("aurora"), Key, "en");
                began.Add((customer, names[customer.Case.Version]));
            }

            foreach (var (customer, _) in began.Where(_ => random.Next(4) == 0).ToList())
            {
                if (customer.Case.Step is not null) await customer.SubmitAsync();
            }

            if (version % 3 == 0)
            {
                reverts++;
                var old = names.ElementAt(random.Next(names.Count));
                await platform.AsStaffAsync("aurora", Roles.Admin, (RevertJourney.Handler revert) => revert.HandleAsync(Key, old.Key, default));
                var live = await platform.PublishAsync("aurora", Key);
                names[live.Value.Number] = old.Value;
            }

            if (version % 4 == 0)
            {
                retractions++;
                await platform.AsStaffAsync("aurora", Roles.Admin, (RetractJourney.Handler retract) => retract.HandleAsync(Key, default));
            }
        }

        foreach (var (customer, outcome) in began)
        {
            var last = await customer.FinishAsync();
            Assert.True((last.Status, last.Outcome) == ("completed", outcome), $"Seed {seed}: {last.Number} began on {outcome} and ended with {last.Outcome}.");
        }

        var pinned = await platform.InStoreAsync("aurora", async db => await
            (from c in db.Cases.AsNoTracking() join v in db.JourneyVersions.AsNoTracking() on c.JourneyVersionId equals v.Id where c.JourneyKey == Key select new { v.Number, v.ContentHash, v.Definition }).ToListAsync());
        Assert.All(pinned.Distinct(), v => Assert.Equal(v.ContentHash, WorkflowDefinition.Parse(v.Definition).ContentHash));
        Assert.True(pinned.Select(v => v.Number).Distinct().Count() >= versions);
        return string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {began.Count} cases over {names.Count} versions, {reverts} reverts, {retractions} retractions, each ended on its pinned drawing");
    }

    private static System.Text.Json.Nodes.JsonObject Drawing(string outcome) => ProofPortico.Journey(Key,
        [("about-you", "Portico.ShowForm", [("form", "about-you")]), ("again", "Portico.ShowForm", [("form", "about-you")]), ("end", "Portico.EndJourney", [("outcome", outcome), ("page", "done")])],
        "start > about-you", "about-you:Submitted > again", "again:Submitted > end");
}
