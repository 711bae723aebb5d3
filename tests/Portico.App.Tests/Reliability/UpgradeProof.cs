using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Portico.App.Packages;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Tenants;
using Portico.App.Tests.Packages;
using Portico.App.Tests.Providers;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>R11: a plugin goes to its next version and back, and its secret is replaced, while cases call it and hundreds of callbacks to it are under way.</summary>
internal static class UpgradeProof
{
    private const string Plugin = "kyc.upgrade", Installation = "kyc-upgrade", Journey = "proof-upgrade", First = "1.0.0", Second = "2.0.0";
    private static readonly TimeSpan Drained = TimeSpan.FromSeconds(30);

    public sealed record Figures(int Seed, int Cases, int Callbacks, int BySecondSecret, TimeSpan SlowestChange, TimeSpan Ending)
    {
        public override string ToString() => FormattableString.Invariant(
            $"seed {Seed}: {Cases} cases and {Callbacks} callbacks through two upgrades, a downgrade and a new secret, {BySecondSecret} of them signed with the new one; slowest change {SlowestChange.TotalSeconds:0.0} s, versions at rest ended within {Ending.TotalSeconds:0.0} s");
    }

    public static async Task<Figures> RunAsync(ProofPortico platform, int seed, int cases)
    {
        var random = new Random(seed);
        await OfferAsync(platform);
        await platform.PublishAsync(ProofPortico.CheckJourney(Journey, $"='{Installation}'"));
        var waiting = new ConcurrentBag<ApiCustomer>();
        await Parallel.ForEachAsync(Enumerable.Range(0, cases), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => waiting.Add(await BeginAsync(platform, "Redirect")));
        var told = waiting.ToArray();
        random.Shuffle(told);

        string[] secrets = ["the first secret, which is long enough"];
        var rotated = secrets.Append("the second secret, which is as long").ToArray();
        (string Name, Func<Task> Change, string[] SignedWith)[] changes =
        [
            ("upgrade", () => ChooseAsync(platform, Second), secrets),
            ("new secret", () => SaveAsync(platform, rotated[1]), secrets), // until it is saved nobody signs with it
            ("downgrade", () => ChooseAsync(platform, First), rotated),
            ("upgrade again", () => ChooseAsync(platform, Second), rotated),
        ];
        var (slowest, callbacks, second, others) = (TimeSpan.Zero, 0, 0, new List<ApiCustomer>());
        var share = (cases + changes.Length - 1) / changes.Length;
        for (var at = 0; at < changes.Length; at++)
        {
            var began = Stopwatch.GetTimestamp();
            var change = changes[at].Change();
            var sent = Parallel.ForEachAsync(told.Skip(at * share).Take(share).Select(customer => (customer, Secret: changes[at].SignedWith[random.Next(changes[at].SignedWith.Length)])).ToList(),
                new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, ct) =>
                {
                    await TellAsync(platform, one.customer, one.Secret, ct);
                    Interlocked.Increment(ref callbacks);
                    if (one.Secret == rotated[1]) Interlocked.Increment(ref second);
                });
            var calls = Parallel.ForEachAsync(Enumerable.Range(0, share), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
            {
                var customer = await BeginAsync(platform, "Clarke");
                lock (others) others.Add(customer);
            });
            await change;
            if (Stopwatch.GetElapsedTime(began) is var took && took > slowest) slowest = took;
            await Task.WhenAll(sent, calls);
        }

        await platform.DrainAsync();
        foreach (var customer in told.Concat(others))
        {
            var last = await customer.ReadAsync();
            Assert.True((last.Status, last.Outcome) == ("completed", "Activated"), $"Seed {seed}: {last.Number} is {last.Status}.");
            Assert.Single(await platform.JournalAsync("aurora", customer.Number), e => e.Kind == JournalKinds.CallAnswered);
        }

        return new(seed, told.Length + others.Count, callbacks, second, slowest, await LetGoAsync(platform));
    }

    private static async Task OfferAsync(ProofPortico platform)
    {
        await Probes.TrustAsync(platform, Tenant.Platform);
        foreach (var version in (string[])[First, Second])
        {
            var added = await Probes.AddAsync(platform, Tenant.Platform, PackageWriter.Sign(Probes.PackedSandbox("Portico.Plugin.Kyc.Sandbox", Plugin, version), Probes.Key));
            Assert.True(added.Ok, added.Error?.Text);
        }

        await ChooseAsync(platform, First);
        var provider = await platform.AsStaffAsync("aurora", Roles.Admin, (AddInstallation.Handler add) => add.HandleAsync(new(Plugin, Installation, "Identity"), default));
        Assert.True(provider.Ok, provider.Error?.Text);
        await SaveAsync(platform, "the first secret, which is long enough", enabled: false);
        await platform.AsStaffAsync("aurora", Roles.Admin, (CheckInstallation.Handler check) => check.HandleAsync(Installation, default));
        await SaveAsync(platform, null);
    }

    private static async Task ChooseAsync(ProofPortico platform, string version)
    {
        var installed = await Probes.InstallAsync(platform, "aurora", version, Plugin);
        Assert.True(installed.Ok, installed.Error?.Text);
    }

    private static async Task SaveAsync(ProofPortico platform, string? secret, bool enabled = true)
    {
        var revision = (await InstallationAsync(platform)).Revision;
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveInstallation.Handler save) =>
            save.HandleAsync(Installation, new(revision, "Identity", enabled, false, [], secret is null ? [] : new() { ["callbackSecret"] = secret }), default));
        Assert.True(saved.Ok, $"{saved.Error?.Text} {string.Join(' ', saved.Error?.Fields?.SelectMany(field => field.Value) ?? [])}");
    }

    private static Task<Installation> InstallationAsync(ProofPortico platform) => platform.InStoreAsync("aurora", db => db.Installations.AsNoTracking().SingleAsync(i => i.Key == Installation));

    private static async Task<ApiCustomer> BeginAsync(ProofPortico platform, string familyName)
    {
        var customer = (await ApiCustomer.StartAsync(platform.Customer("aurora"), Journey, "en")).Answering("familyName", familyName);
        await customer.SubmitAsync();
        if (familyName == "Redirect") await customer.SettleAsync();
        return customer;
    }

    private static async Task TellAsync(ProofPortico platform, ApiCustomer customer, string secret, CancellationToken ct)
    {
        var address = (await platform.AsStaffAsync("aurora", Roles.Admin, async (InstallationContexts contexts) => await contexts.OfAsync(await InstallationAsync(platform)))).CallbackUrl;
        var reference = customer.Case.Action!.Url.Split('/')[^1];
        using var http = platform.Stranger();
        using var reply = await SandboxCallback.Finished($"evt_{reference}", reference, secret, platform.Clock.GetUtcNow()).PostAsync(http, address!, ct);
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
    }

    /// <summary>Nobody has asked either version for more than an hour: their processes end.</summary>
    private static async Task<TimeSpan> LetGoAsync(ProofPortico platform)
    {
        var processes = new List<Process>();
        foreach (var version in (string[])[First, Second])
        {
            var ready = await platform.AsStaffAsync("aurora", Roles.Admin, (TenantPlugins plugins) => plugins.ReadyAsync(Plugin, version, default));
            Assert.Equal(version, ready.Plugin!.Version);
            processes.Add(Process.GetProcessById(platform.Service<PluginSupervisor>().ProcessIdOf(ready.Slot)!.Value));
        }

        platform.Clock.Advance(TimeSpan.FromMinutes(61));
        var began = Stopwatch.GetTimestamp();
        await platform.Service<PackageShelf>().LetGoAsync();
        var took = Stopwatch.GetElapsedTime(began);
        foreach (var process in processes)
        {
            Assert.True(process.HasExited);
            process.Dispose();
        }

        Assert.True(took < Drained);
        return took;
    }
}
