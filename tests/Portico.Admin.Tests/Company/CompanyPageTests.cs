using Bunit;
using Microsoft.EntityFrameworkCore;
using Portico.Admin.Company;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.Admin.Tests.Company;

public sealed class CompanyPageTests : AdminBench
{
    [Fact]
    public async Task It_shows_what_is_there_and_saves_what_was_changed()
    {
        var page = await ShowAsync();
        Assert.Equal(["ar", "en"], page.FindAll(".choices input[checked]").Select(box => box.ParentElement!.QuerySelector("bdi")!.GetAttribute("lang")).Order());

        page.FindAll(".choices label").Single(label => label.TextContent.Contains("Turkish", StringComparison.Ordinal)).QuerySelector("input")!.Change(true);
        page.Find("#quiet-from").Change("21:00:00");
        page.Find("#quiet-until").Change("08:00:00");
        page.Find("form").Submit();

        var saved = await StoreAsync(db => db.Tenants.AsNoTracking().SingleAsync());
        Assert.Equal(["ar", "en", "tr"], saved.Locales.Order());
        Assert.Equal((1_260, 480), (saved.QuietFrom, saved.QuietUntil));
    }

    [Fact]
    public async Task A_colour_that_cannot_be_read_shows_its_contrast_before_and_why_after_saving()
    {
        var page = await ShowAsync();

        page.Find("#brand").Change("#ffee00");
        Assert.Contains("Too weak", page.Find(".contrasts").TextContent, StringComparison.Ordinal);
        page.Find("form").Submit();

        Assert.Contains("Many people cannot read", page.Find("#onBrand-help").TextContent, StringComparison.Ordinal);
        Assert.Equal(0, (await StoreAsync(db => db.Tenants.AsNoTracking().SingleAsync())).Revision);
    }

    private async Task<IRenderedComponent<CompanyPage>> ShowAsync()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);
        return Render<CompanyPage>();
    }
}
