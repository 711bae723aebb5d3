using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Demo;

/// <summary>Fills an empty platform with the two demo tenants. What is there already is left as it is.</summary>
public sealed class DemoSeeder(PorticoDb db, UseCases useCases)
{
    /// <summary>Known to everybody: the host refuses demo tenants wherever others could reach them.</summary>
    public const string Password = "portico-demo";

    public async Task SeedAsync(CancellationToken ct)
    {
        foreach (var demo in DemoContent.Tenants)
        {
            if (await db.Tenants.AnyAsync(t => t.Id == demo.Id, ct)) continue;
            try
            {
                await useCases.RunAsync(demo.Id, Actor.PlatformItself, (Furnisher furnisher) => furnisher.FurnishAsync(demo, ct));
            }
            catch (DbUpdateException) when (!ct.IsCancellationRequested)
            {
                if (!await db.Tenants.AnyAsync(t => t.Id == demo.Id, ct)) throw; // else another node furnished this tenant at the same moment
            }
        }
    }

    /// <summary>Runs in a scope of the tenant.</summary>
    public sealed class Furnisher(PorticoDb db, UserManager<Staff> users, ProviderSecrets secrets, PluginSupervisor plugins, TimeProvider clock, Ids ids)
    {
        public async Task<bool> FurnishAsync(DemoTenant demo, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            await using var all = await db.Database.BeginTransactionAsync(ct); // a demo that was cut off begins again from nothing
            db.Tenants.Add(new Tenant
            {
                Id = demo.Id, Name = demo.Name, Commodity = demo.Commodity, Country = demo.Country, TimeZone = TimeZones.OfCountry(demo.Country), DefaultLocale = demo.DefaultLocale, Locales = [.. demo.Locales],
                Theme = demo.Theme, SupportEmail = demo.SupportEmail, SupportPhone = demo.SupportPhone, CreatedAt = now,
            });
            db.TenantHosts.Add(new TenantHost { Host = demo.Id + ".localhost", TenantId = demo.Id });
            foreach (var (key, json) in demo.Forms) db.Forms.Add(new Form { Key = key, Version = 1, Definition = json, UpdatedAt = now, PublishedAt = now });
            foreach (var t in demo.Templates) db.MessageTemplates.Add(new MessageTemplate { Key = t.Key, Channel = t.Channel, Locale = t.Locale, Subject = t.Subject, Body = t.Body, UpdatedAt = now });
            foreach (var journey in demo.Journeys) AddJourney(journey, demo, now);
            AddBookables();
            AddKey("Demo, for customers", $"pk_demo_{demo.Id}", TenantEnvironment.Live, now);
            AddKey("Demo, back office", $"sk_demo_{demo.Id}", TenantEnvironment.Live, now);
            AddKey("Demo, for test customers", $"pk_test_demo_{demo.Id}", TenantEnvironment.Test, now);
            AddKey("Demo, back office of the test environment", $"sk_test_demo_{demo.Id}", TenantEnvironment.Test, now);
            AddProviders("identity", "kyc.sandbox", CallContracts.IdentityVerification, null, "Sandbox identity check", now);
            AddProviders("payments", "payment.sandbox", CallContracts.Payment, null, "Sandbox payments", now);
            AddProviders("crm", "connector.crm.sandbox", CallContracts.Connector, null, "Sandbox CRM", now);
            AddProviders("sms", "channel.sms.sandbox", CallContracts.Channel, "sms", "Sandbox phone", now);
            AddProviders("mailbox", "channel.sms.sandbox", CallContracts.Channel, "email", "Sandbox mailbox", now);
            await db.SaveChangesAsync(ct);

            await AddStaffAsync(demo.Id, "admin", "Ada Admin", Roles.Admin, now);
            await AddStaffAsync(demo.Id, "agent", "Adil Agent", Roles.Agent, now);
            await all.CommitAsync(ct);
            return true;
        }

        private void AddJourney(DemoJourney journey, DemoTenant demo, DateTimeOffset now)
        {
            var definition = WorkflowDefinition.Parse(journey.Definition);
            var errors = definition.Findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => $"{f.NodeId}: {f.Message}").ToList();
            if (errors.Count > 0) throw new InvalidOperationException($"The shipped journey {journey.Key} cannot be published. {string.Join(" ", errors)}");
            db.Journeys.Add(new Journey { Key = journey.Key, Name = journey.Name, Description = journey.Description, LiveVersion = 1, TestVersion = 1 });
            db.JourneyVersions.Add(new JourneyVersion
            {
                Id = definition.Id, JourneyKey = journey.Key, Number = 1, Definition = journey.Definition, ContentHash = definition.ContentHash,
                CreatedAt = now, UpdatedAt = now, PublishedAt = now, ReleasedAt = now, FormVersions = definition.FormsOf(journey.Key).Where(demo.Forms.ContainsKey).Distinct().ToDictionary(form => form, _ => 1),
            });
        }

        private void AddBookables()
        {
            List<OpeningHours> office = [.. Enumerable.Range(1, 5).Select(day => new OpeningHours((DayOfWeek)day, 9 * 60, 17 * 60))];
            db.ServiceOffers.Add(new ServiceOffer { Key = "installation", Name = Words("Meter installation", "安裝表具", "계량기 설치", "تركيب العدّاد", "Sayaç montajı"), DurationMinutes = 90, BufferMinutes = 30, LeadHours = 48, Skills = ["meters"], Hours = [.. office, new(DayOfWeek.Saturday, 9 * 60, 13 * 60)], Revision = 1 });
            db.ServiceOffers.Add(new ServiceOffer { Key = "call", Name = Words("Call with an adviser", "與顧問通話", "상담사와 통화", "مكالمة مع مستشار", "Danışmanla görüşme"), DurationMinutes = 30, BufferMinutes = 15, LeadHours = 4, ChangeHours = 2, HorizonDays = 21, Skills = ["advice"], Hours = office, Revision = 1 });
            db.BookableResources.Add(new BookableResource { Key = "field-team", Name = "Field team", Skills = ["meters"], Capacity = 2, Revision = 1 });
            db.BookableResources.Add(new BookableResource { Key = "advisers", Name = "Advisers", Skills = ["advice"], Capacity = 3, Revision = 1 });

            static LocalText Words(string english, string chinese, string korean, string arabic, string turkish) =>
                new(new Dictionary<string, string> { ["en"] = english, ["zh-Hant"] = chinese, ["ko"] = korean, ["ar"] = arabic, ["tr"] = turkish });
        }

        private void AddKey(string name, string key, TenantEnvironment environment, DateTimeOffset now) =>
            db.ApiKeys.Add(new ApiKey { Id = ids.New(), Name = name, Hash = Ids.Hash(key), Secret = key.StartsWith("sk_", StringComparison.Ordinal), Environment = environment, CreatedAt = now });

        private void AddProviders(string key, string pluginId, string contract, string? channel, string name, DateTimeOffset now)
        {
            AddProvider(TenantEnvironment.Live, key, null, pluginId, contract, channel, name, now);
            AddProvider(TenantEnvironment.Test, key + "-test", key, pluginId, contract, channel, name + " for tests", now);
        }

        private void AddProvider(TenantEnvironment environment, string key, string? standsFor, string pluginId, string contract, string? channel, string name, DateTimeOffset now)
        {
            var path = ids.Secret();
            var installation = new Installation
            {
                Key = key, Environment = environment, StandsFor = standsFor, PluginId = pluginId, Contract = contract, Channel = channel, DisplayName = name, IsDefault = true, CallbackSecret = Ids.Hash(path), UpdatedAt = now,
            };
            var values = new Dictionary<string, string> { [ProviderSecrets.CallbackPath] = path };
            foreach (var secret in plugins.Manifests.Single(m => m.Id == pluginId).Settings.Where(s => s is { Type: SettingType.Secret, Required: true }))
            {
                values[secret.Name] = ids.Secret();
                installation.SecretsSet[secret.Name] = now;
            }

            db.Installations.Add(installation);
            secrets.Put(installation, values);
        }

        private async Task AddStaffAsync(string tenantId, string account, string name, string role, DateTimeOffset now)
        {
            var email = $"{account}@{tenantId}.example";
            var created = await users.CreateAsync(new Staff { TenantId = tenantId, Id = ids.New(), Email = email, NormalizedEmail = users.NormalizeEmail(email)!, Name = name, Role = role, CreatedAt = now }, Password);
            if (!created.Succeeded) throw new InvalidOperationException(string.Join(" ", created.Errors.Select(e => e.Description)));
        }
    }
}
