using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.Host;
using Xunit;

namespace Portico.TestKit;

/// <summary>The real host with its own database, data folder and clock. A test class shares one; its tests use cases of their own.</summary>
public class TestPortico : IAsyncLifetime
{
    private readonly Engine engine;
    private readonly DirectoryInfo data;
    private TestDatabase? database;
    private WebApplication? app;

    public TestPortico() : this(Engine.Sqlite) { }

    protected TestPortico(Engine engine) : this(engine, Directory.CreateTempSubdirectory("portico-test-"), null) { }

    private TestPortico(Engine engine, DirectoryInfo data, TestDatabase? database) => (this.engine, this.data, this.database) = (engine, data, database);

    public FakeClock Clock { get; private init; } = new();

    public RecordedLog Log { get; } = new();

    public Engine Engine => engine;

    public string DataFolder => data.FullName;

    public Uri Address { get; private set; } = null!;

    /// <summary>Settings of this platform beside the usual ones of a demo.</summary>
    protected virtual IEnumerable<string> Settings => ["--Portico:Demo=true"];

    /// <summary>Replaces what a test wants to have in its own hand; a neighbour has the same.</summary>
    public Action<IServiceCollection> Customise { get; set; } = _ => { };

    /// <summary>More settings, which win over all others; a neighbour has the same.</summary>
    public IReadOnlyList<string> Extra { get; set; } = [];

    public IReadOnlyList<RouteEndpoint> Endpoints => [.. ((IEndpointRouteBuilder)Running).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    private WebApplication Running => app ?? throw new InvalidOperationException("The platform is not running.");

    public async Task InitializeAsync()
    {
        await PrepareAsync();
        await StartAsync();
    }

    /// <summary>What a host process must be told to run on the same database and data folder.</summary>
    public IReadOnlyList<string> HostSettings => [$"--Portico:Data={DataFolder}", "--Portico:Demo=true", .. database!.Settings];

    /// <summary>Makes the database, and starts nothing.</summary>
    public async Task PrepareAsync() => database = await TestDatabase.CreateAsync(engine);

    /// <summary>One more host on the same database and data folder, not started yet. Stop it; the first one disposes of what they share.</summary>
    public TestPortico Neighbour() => new(engine, data, database) { Clock = Clock, Customise = Customise, Extra = Extra };

    public async Task DisposeAsync()
    {
        await StopAsync();
        if (database is not null) await database.DisposeAsync();
        data.Delete(recursive: true);
    }

    public async Task StartAsync()
    {
        app = Build();
        await app.StartAsync();
        Address = new Uri(app.Urls.First());
    }

    public async Task StopAsync()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    private WebApplication Build() => PorticoHost.Build(
        [
            "--environment=Development", $"--contentRoot={Repository.Folder("src/Portico.Host")}", "--urls=http://127.0.0.1:0", $"--Portico:Data={DataFolder}", "--Portico:Limits:SignInPerMinute=100000", "--Portico:Limits:UploadsPerMinute=100000", "--Portico:Outbox:PollInterval=00:00:00.050",
            "--Logging:LogLevel:Default=Information", "--Logging:LogLevel:Microsoft=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information", .. database!.Settings, .. Settings, .. Extra,
        ],
        builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<DatabaseClock>(Clock));
            Customise(builder.Services);
            builder.Logging.ClearProviders().AddProvider(Log);
        });

    // --- people and machines

    public HttpClient Stranger() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    public HttpClient Bearer(string token)
    {
        var http = Stranger();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>With the public key of the tenant's site.</summary>
    public HttpClient Customer(string tenant) => Bearer($"pk_demo_{tenant}");

    /// <summary>With the secret key of the tenant's back office.</summary>
    public HttpClient BackOffice(string tenant) => Bearer($"sk_demo_{tenant}");

    /// <summary>A browser that is signed in to the admin.</summary>
    public async Task<HttpClient> StaffAsync(string email)
    {
        var browser = Stranger();
        using var reply = await browser.FillInAsync("/admin/sign-in", "/admin/sign-in", ("email", email), ("password", DemoPassword));
        if (reply.StatusCode != HttpStatusCode.Redirect || reply.Headers.Location?.OriginalString != "/admin") throw new InvalidOperationException($"{email} could not sign in: {(int)reply.StatusCode} {reply.Headers.Location}");
        return browser;
    }

    public const string DemoPassword = "portico-demo";

    // --- intents

    public async Task<IReadOnlyList<ReadJournal.Item>> JournalAsync(string tenant, string number) =>
        (await BackOffice(tenant).GetFromJsonAsync<ReadJournal.Response>($"/api/v1/cases/{number}/journal"))!.Items;

    /// <summary>Newest last.</summary>
    public Task<List<Message>> MessagesAsync(string tenant, string number) => InStoreAsync(tenant, db =>
        db.Messages.AsNoTracking().Join(db.Cases.Where(c => c.Number == number), m => m.CaseId, c => c.Id, (m, _) => m).OrderBy(m => m.CreatedAt).ToListAsync());

    /// <summary>Publishes a journey of one's own for a test and starts it.</summary>
    /// <param name="activities">The root's activities, which run one after the other, as JSON.</param>
    public async Task<ApiCustomer> StartOwnAsync(string tenant, params string[] activities)
    {
        var name = $"Own {Interlocked.Increment(ref journeys)}";
        var definition = new JsonObject
        {
            ["name"] = name,
            ["root"] = new JsonObject { ["id"] = "flow", ["type"] = "Elsa.Sequence", ["version"] = 1, ["activities"] = new JsonArray([.. activities.Select(activity => JsonNode.Parse(activity))]) },
        };
        var key = await AsStaffAsync(tenant, "admin", async (SaveJourney.Handler save) => (await save.HandleAsync(new(definition), default)).Value.Key);
        var published = await PublishAsync(tenant, key);
        if (!published.Ok) throw new InvalidOperationException(string.Join('\n', (published.Error.Fields ?? new Dictionary<string, string[]>()).SelectMany(field => field.Value).Prepend(published.Error.Text)));
        return await ApiCustomer.StartAsync(Customer(tenant), key, "en");
    }

    private int journeys;

    /// <summary>Publishes the newest drawing, with a word for each warning: it is meant to be so.</summary>
    public async Task<Result<PublishJourney.Response>> PublishAsync(string tenant, string key, string who = "staff:test")
    {
        var words = await WordsAsync(tenant, key);
        return await AsStaffAsync(tenant, "admin", (PublishJourney.Handler publish) => publish.HandleAsync(key, new(words), default), who);
    }

    /// <summary>A word for each warning about the newest drawing.</summary>
    public Task<IReadOnlyList<Justification>> WordsAsync(string tenant, string key) => AsStaffAsync<CheckJourney.Handler, IReadOnlyList<Justification>>(tenant, "admin", async check =>
    {
        var found = await check.HandleAsync(key, default);
        return found.Ok ? [.. found.Value.Findings.Where(finding => finding.Severity == "warning").Select(finding => new Justification(finding.Id, finding.Node, finding.Subject, "Meant to be so for this test."))] : [];
    });

    public Task<ApiCustomer> StartMoveInAsync(string tenant = "aurora", string locale = "en") => ApiCustomer.StartAsync(Customer(tenant), "move-in", locale);

    /// <summary>What staff do in the admin's pages, without the pages.</summary>
    /// <param name="who">For what one person may do and another may not.</param>
    public Task<T> AsStaffAsync<THandler, T>(string tenant, string role, Func<THandler, Task<T>> useCase, string who = "staff:test") where THandler : notnull =>
        Running.Services.GetRequiredService<UseCases>().RunAsync(tenant, new Actor(who, "Test", role), useCase);

    /// <summary>What a customer does on the portal's pages, without the pages.</summary>
    public async Task<T> InScopeOfAsync<THandler, T>(ApiCustomer customer, string tenant, Func<THandler, Task<T>> useCase) where THandler : notnull
    {
        await using var scope = Running.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Enter(Actor.Customer);
        scope.ServiceProvider.GetRequiredService<CaseAccess>().Show(customer.Token);
        return await useCase(scope.ServiceProvider.GetRequiredService<THandler>());
    }

    /// <summary>Looks into, or changes, the rows of one tenant.</summary>
    public async Task<T> InStoreAsync<T>(string tenant, Func<PorticoDb, Task<T>> use)
    {
        await using var scope = Running.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        return await use(scope.ServiceProvider.GetRequiredService<PorticoDb>());
    }

    /// <summary>The store as it is when nobody said whose scope it is.</summary>
    public async Task<T> InStoreOfNobodyAsync<T>(Func<PorticoDb, Task<T>> use)
    {
        await using var scope = Running.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<PorticoDb>());
    }

    public T Service<T>() where T : notnull => Running.Services.GetRequiredService<T>();

    /// <summary>What the sandbox providers did on this platform so far.</summary>
    public IReadOnlyList<Effect> Effects => Ledgers.In(DataFolder);

    /// <summary>Makes all timers of one case due now, and leaves the clock to the others.</summary>
    public async Task FireTimersAsync(string tenant, string number)
    {
        var now = Clock.GetUtcNow();
        await InStoreAsync(tenant, async db =>
        {
            var caseId = await db.Cases.Where(c => c.Number == number).Select(c => c.Id).SingleAsync();
            return await db.Due.Where(d => d.CaseId == caseId && d.Kind == DueKind.Timer).ExecuteUpdateAsync(set => set.SetProperty(d => d.DueAt, now));
        });
        await DrainAsync();
    }

    /// <summary>Switches the tenant's providers of one contract on or off.</summary>
    public Task<int> SwitchProvidersAsync(string tenant, string contract, bool on) =>
        InStoreAsync(tenant, db => db.Installations.Where(i => i.Contract == contract).ExecuteUpdateAsync(set => set.SetProperty(i => i.Enabled, on)));

    /// <summary>Set by tests that make due work fail on purpose.</summary>
    public bool WorkMayFail { get; set; }

    /// <summary>Until nothing is due on this platform and nothing is being done. Work that failed and was only done by a later attempt is a mistake that would not show otherwise.</summary>
    public async Task DrainAsync()
    {
        await Eventually.SeeAsync(IsDrainedAsync, drained => drained, "all due work is done", longerThanALease);
        if (!WorkMayFail && Log.Lines.FirstOrDefault(line => line.Level >= LogLevel.Error && line.Source == typeof(OutboxWorker).FullName) is { } failed) throw new InvalidOperationException($"Due work failed: {failed.Text}");
    }

    private static readonly TimeSpan longerThanALease = TimeSpan.FromSeconds(75);

    /// <summary>Lets time pass and what became due be done.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        Service<OutboxSignal>().Wake();
        await DrainAsync();
    }

    private async Task<bool> IsDrainedAsync()
    {
        var worker = Service<OutboxWorker>();
        if (!worker.Idle) return false;
        await using var scope = Running.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PorticoDb>();
        var due = CrossTenant.Query<Due>(db).Where(d => d.State != DueState.Parked);
        if (await due.AnyAsync(d => d.LeaseUntil != null)) return false;
        var next = await due.OrderBy(d => d.DueAt).Select(d => (DateTimeOffset?)d.DueAt).FirstOrDefaultAsync();
        // The time is read last: work that was committed while the database was asked is due later than a time read before, and would be missed.
        return !(next <= Clock.GetUtcNow()) && worker.Idle;
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class TestPorticoOnPostgres() : TestPortico(Engine.Postgres);

/// <summary>As it comes out of the box: no demo, nobody who could sign in.</summary>
public sealed class FreshPortico : TestPortico
{
    protected override IEnumerable<string> Settings => [];
}
