using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portico.App.Appointments;
using Portico.App.Calendars;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Demo;
using Portico.App.Events;
using Portico.App.Files;
using Portico.App.Gallery;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Migrations;
using Portico.App.Outbox;
using Portico.App.Packages;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Simulation;
using Portico.App.Starters;
using Portico.App.Studio;
using Portico.App.Tasks;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.App.Ways;

namespace Portico.App;

/// <summary>The whole composition on one screen.</summary>
public static class AppServices
{
    public static IServiceCollection AddPortico(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<DatabaseClock, MachineClock>();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>()).AddSingleton<Ids>().AddSingleton<UseCases>().AddSingleton<PlatformAddress>().AddSingleton<RecentAnswers>();
        services.AddScoped<TenantScope>().AddScoped<CurrentTenant>().AddScoped<CurrentActor>().AddScoped<CaseAccess>();
        services.AddSingleton<TenantDirectory>().AddSingleton<JourneyCache>().AddSingleton<CaseCache>().AddSingleton<CaseUpdate>().AddScoped<JourneyLibrary>().AddScoped<Publication>().AddScoped<Stages>().AddScoped<PublishCondition, GreenTests>();
        services.AddScoped<NewCases>().AddScoped<StarterCases>().AddScoped<SendRequest>().AddScoped<HookTokens>().AddScoped<LiveStarters>().AddScoped<CaseRunner>().AddScoped<CaseCommit>().AddScoped<CaseViews>().AddScoped<ResumeLinks>().AddScoped<ProviderAnswers>().AddScoped<Idempotency>().AddScoped<MessageRenderer>();
        services.AddScoped<CaseFollower, TaskRows>().AddScoped<MigrationPlans>().AddScoped<TenantCalendars>();
        services.AddScoped<SlotFinder>().AddScoped<SealedIds>().AddScoped<Withdrawals>().AddScoped<AppointmentLinks>().AddScoped<AppointmentViews>().AddScoped<Bookings>();
        services.AddSingleton<PackageStore>().AddSingleton<PackageShelf>().AddHostedService(provider => provider.GetRequiredService<PackageShelf>()).AddScoped<TenantPlugins>();
        services.AddHttpClient(FetchPackage.Handler.Client, http => http.Timeout = TimeSpan.FromMinutes(2));
        services.AddScoped<InstallationContexts>().AddScoped<ProviderSecrets>().AddScoped<SettingsTakeovers>();

        services.AddOptions<OutboxOptions>().Bind(configuration.GetSection("Portico:Outbox")).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<DueClaims, ComparedClaims>();
        services.AddSingleton<OutboxSignal>().AddSingleton<WaitingTenants>().AddSingleton<DueLeases>().AddSingleton<OutboxMeter>().AddScoped<DueParking, ParkDue>();
        services.AddScoped<DueWork, CallProvider>().AddScoped<DueWork, FireTimer>().AddScoped<DueWork, RunChild>();
        services.AddScoped<DueWork, MatchEvent>().AddScoped<DueWork, MatchWait>().AddScoped<DueWork, DeliverEvent>().AddScoped<DueWork, StartByEvent>().AddScoped<DueWork, StartByTime>().AddScoped<DueWork, MigrateCases>();
        services.AddOptions<EventOptions>().Bind(configuration.GetSection("Portico:Events")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<StarterOptions>().Bind(configuration.GetSection("Portico:Starters")).ValidateDataAnnotations().ValidateOnStart();
        services.AddPlugins(configuration);
        services.AddHostedService<StartUp>(); // before the worker, which needs the tables; after the plugins, whose manifests the demo reads
        services.AddSingleton<OutboxWorker>().AddHostedService(provider => provider.GetRequiredService<OutboxWorker>());
        services.AddOptions<ArchiveOptions>().Bind(configuration.GetSection("Portico:Archive")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ArchiveJournals>().AddHostedService(provider => provider.GetRequiredService<ArchiveJournals>());
        services.AddOptions<UploadOptions>().Bind(configuration.GetSection("Portico:Uploads")).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<FileStore>().AddScoped<CaseFiles, AnsweredFiles>().AddSingleton<SweepFiles>().AddHostedService(provider => provider.GetRequiredService<SweepFiles>());
        services.AddScoped<PrefilledLinks>().AddSingleton<SweepPrefills>().AddHostedService(provider => provider.GetRequiredService<SweepPrefills>());
        services.AddStudio(configuration);
        services.AddScoped<DemoSeeder>().AddScoped<DemoSeeder.Furnisher>();

        // A use case is a nested Handler; each is its own service.
        foreach (var handler in Assembly.GetExecutingAssembly().GetTypes().Where(t => t is { IsNested: true, Name: "Handler", IsAbstract: false })) services.AddScoped(handler);
        services.AddScoped<SignIn.Session>().AddScoped<SetUp.Creator>().AddSingleton<SetUp.Link>();
        return services.AddStaffAndKeys();
    }

    /// <summary>Machines and customers show a token, staff a cookie; who comes to the API is not asked for a cookie.</summary>
    private const string ByPath = "portico";

    private static IServiceCollection AddStaffAndKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("portico");
        services.AddSingleton<KeyRing>().AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, keys) => options.XmlRepository = keys);

        services.AddAuthentication(ByPath)
            .AddPolicyScheme(ByPath, null, scheme => scheme.ForwardDefaultSelector = context => context.Request.Path.StartsWithSegments("/api") ? AuthorizedBy.Scheme : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiAuthentication>(AuthorizedBy.Scheme, null)
            .AddCookie(IdentityConstants.ApplicationScheme, cookie =>
            {
                cookie.Cookie.Name = "portico-staff";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.LoginPath = "/admin/sign-in";
                cookie.AccessDeniedPath = "/admin/denied";
                cookie.ExpireTimeSpan = TimeSpan.FromHours(10);
                cookie.Events.OnRedirectToLogin = context => RedirectPeopleOnly(context, 401);
                cookie.Events.OnRedirectToAccessDenied = context => RedirectPeopleOnly(context, 403);
                cookie.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
            });
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromSeconds(5));
        services.AddIdentityCore<Staff>(identity =>
        {
            identity.Password = new PasswordOptions { RequiredLength = 12, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
            identity.Lockout = new LockoutOptions { MaxFailedAccessAttempts = 8, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15) };
        }).AddUserStore<StaffStore>().AddSignInManager().AddClaimsPrincipalFactory<StaffPrincipal>();
        services.AddHttpContextAccessor();

        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(IdentityConstants.ApplicationScheme).RequireAuthenticatedUser().Build())
            .AddPolicy("staff", p => p.RequireRole(Roles.Admin, Roles.Agent))
            .AddPolicy("admin", p => p.RequireRole(Roles.Admin))
            .AddPolicy("operator", p => p.RequireRole(Roles.Operator))
            .AddPolicy(AuthorizedBy.PublicKey, p => p.RequireClaim(ApiAuthentication.KindClaim, ApiAuthentication.PublicKey, ApiAuthentication.SecretKey))
            .AddPolicy(AuthorizedBy.CaseToken, p => p.RequireClaim(ApiAuthentication.KindClaim, ApiAuthentication.CaseToken))
            .AddPolicy(AuthorizedBy.SecretKey, p => p.RequireClaim(ApiAuthentication.KindClaim, ApiAuthentication.SecretKey))
            .AddPolicy(AuthorizedBy.LiveSecretKey, p => p.RequireClaim(ApiAuthentication.KindClaim, ApiAuthentication.SecretKey).RequireClaim(ApiAuthentication.EnvironmentClaim, nameof(TenantEnvironment.Live)))
            .AddPolicy(AuthorizedBy.CaseTokenOrSecretKey, p => p.RequireClaim(ApiAuthentication.KindClaim, ApiAuthentication.CaseToken, ApiAuthentication.SecretKey));
        return services;
    }

    private static Task RedirectPeopleOnly(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/elsa") || context.Request.Path.StartsWithSegments("/studio")) context.Response.StatusCode = status;
        else context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    /// <summary>The customer and back-office API, the callbacks, and staff sessions.</summary>
    public static void MapPorticoApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").DisableAntiforgery().AddEndpointFilter(ShowCaseKey);
        StartCase.Map(api);
        MakePrefilledLink.Map(api);
        ReadCase.Map(api);
        SubmitStep.Map(api);
        WithdrawContract.Map(api);
        UploadFile.Map(api);
        DownloadFile.Map(api);
        PageCases.Map(api);
        ReadJournal.Map(api);
        CheckJourney.Map(api);
        RunTests.Map(api);
        PromoteJourney.Map(api);
        AddPackage.Map(api);
        ExportBundle.Map(app, api);
        PutBundle.Map(api);
        CompareVersions.Map(api);
        PageTasks.Map(api);
        ClaimTask.Map(api);
        ReleaseTask.Map(api);
        DecideTask.Map(api);
        ReadMigration.Map(api);
        MapActivities.Map(api);
        TryMigration.Map(api);
        StartMigration.Map(api);
        PauseMigration.Map(api);
        UndoMigration.Map(api);
        ReceiveCallback.Map(app);
        ReceiveRequest.Map(app);
        DownloadFile.MapStaff(app);
        SignIn.Map(app);
        SetUp.Map(app);
        app.MapStudio();
    }

    // What the request showed decides which cases its handlers may open.
    private static ValueTask<object?> ShowCaseKey(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var access = call.HttpContext.RequestServices.GetRequiredService<CaseAccess>();
        if (ApiAuthentication.EnvironmentOf(call.HttpContext.User) is { } only) call.HttpContext.RequestServices.GetRequiredService<TenantScope>().EnterOnly(only);
        switch (call.HttpContext.User.FindFirstValue(ApiAuthentication.KindClaim))
        {
            case ApiAuthentication.SecretKey:
                access.AllowAll();
                break;
            case ApiAuthentication.CaseToken:
                access.Show(ApiAuthentication.BearerOf(call.HttpContext.Request.Headers.Authorization)!);
                break;
        }

        return next(call);
    }
}
