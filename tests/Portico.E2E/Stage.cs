using System.Net.Http.Json;
using Microsoft.Playwright;
using Portico.App.Cases;
using Portico.E2E.Portal;
using Portico.TestKit;

namespace Portico.E2E;

/// <summary>The product on one engine, and a browser in front of it.</summary>
public abstract class Stage(TestPortico platform) : IAsyncLifetime
{
    private const float Patience = 20_000;

    private IPlaywright? playwright;
    private IBrowser? browser;

    public TestPortico Platform => platform;

    public async Task InitializeAsync()
    {
        await platform.InitializeAsync();
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience); // looking is as patient as doing: a loaded machine is no mistake of the product
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        await platform.DisposeAsync();
    }

    /// <summary>A device that nobody has used before.</summary>
    public async Task<IPage> DeviceAsync(bool script = true, int width = 1280)
    {
        var context = await browser!.NewContextAsync(new() { BaseURL = platform.Address.AbsoluteUri, JavaScriptEnabled = script, ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    /// <summary>What the back office reads about the visitor's case.</summary>
    internal async Task<string> StatusOfAsync(Visitor visitor) =>
        (await Platform.BackOffice(visitor.TenantId).GetFromJsonAsync<CaseView>($"/api/v1/cases/{visitor.CaseNumber}"))!.Status;

    /// <summary>A browser in which somebody of the tenant is signed in.</summary>
    public async Task<IPage> StaffAsync(string email)
    {
        var page = await DeviceAsync(width: 1600);
        await page.GotoAsync("/admin/sign-in");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(TestPortico.DemoPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/admin");
        return page;
    }
}

public sealed class SqliteStage() : Stage(new TestPortico())
{
    public const string Name = "SQLite";
}

public sealed class PostgresStage() : Stage(new TestPorticoOnPostgres())
{
    public const string Name = "PostgreSQL";
}

[CollectionDefinition(SqliteStage.Name)]
public sealed class OnSqlite : ICollectionFixture<SqliteStage>;

[CollectionDefinition(PostgresStage.Name)]
public sealed class OnPostgres : ICollectionFixture<PostgresStage>;
