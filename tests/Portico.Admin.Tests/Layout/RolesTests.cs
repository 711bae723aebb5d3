using System.Reflection;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portico.Admin.Company;
using Portico.Admin.Forms;
using Portico.Admin.Layout;
using Portico.Admin.Providers;
using Portico.Admin.Shared;
using Portico.Admin.Tenants;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.Admin.Tests.Layout;

public sealed class RolesTests : AdminBench
{
    private static readonly Type[] Pages = [.. typeof(AdminApp).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any())];

    [Fact]
    public void Only_the_doors_open_without_signing_in() =>
        Assert.Equal(["/admin/set-up/{Token}", "/admin/sign-in"],
            Pages.Where(p => !p.GetCustomAttributes<AuthorizeAttribute>().Any() || p.GetCustomAttribute<AllowAnonymousAttribute>() is not null).SelectMany(p => p.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Order());

    [Theory]
    [InlineData(typeof(ProvidersPage), Roles.Admin)]
    [InlineData(typeof(ProviderPage), Roles.Admin)]
    [InlineData(typeof(AddProviderPage), Roles.Admin)]
    [InlineData(typeof(FormsPage), Roles.Admin)]
    [InlineData(typeof(FormPage), Roles.Admin)]
    [InlineData(typeof(CompanyPage), Roles.Admin)]
    [InlineData(typeof(TenantsPage), Roles.Operator)]
    public void What_shapes_the_business_is_for_one_role_alone(Type page, string role) =>
        Assert.Contains(page.GetCustomAttributes<AuthorizeAttribute>(), a => a.Roles == role);

    [Theory]
    [InlineData(Roles.Agent, new[] { "/admin", "/admin/tasks", "/admin/appointments", "/admin/cases", "/admin/messages", "/admin/journeys", "/admin/help" })]
    [InlineData(Roles.Operator, new[] { "/admin/plugins", "/admin/tenants", "/admin/audit", "/admin/staff", "/admin/help" })]
    public void The_menu_offers_what_the_role_may_open(string role, string[] addresses)
    {
        SignIn(role);

        var layout = Render<MainLayout>();

        Assert.Equal(addresses, layout.FindAll("nav[aria-label=Main] a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task An_agent_who_gets_past_the_page_is_refused_by_the_use_case()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Agent);
        var form = new FormDefinition { Key = "new-form", Title = LocalText.Of("New") };

        var saved = await Services.GetRequiredService<AdminUseCases>().RunAsync((SaveForm.Handler save) => save.HandleAsync(new(0, 0, form), CancellationToken.None));

        Assert.Equal("staff.not_allowed", saved.Error?.Code);
    }
}
