using Microsoft.EntityFrameworkCore;
using Portico.App.Forms;
using Portico.TestKit;

namespace Portico.App.Tests.Tasks;

/// <summary>The customer reads what is awaited, and by when.</summary>
public sealed class WaitingPageTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task The_waiting_page_names_the_last_day_of_the_period_in_the_customers_language()
    {
        var journey = (await platform.StartOwnAsync("aurora", """{"id":"clock","type":"Portico.WaitUntil","version":1,"days":{"expression":{"type":"Literal","value":"14"}}}""")).Case.Journey;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = true }) { BaseAddress = platform.Address };

        var page = await (await browser.FillInAsync($"/t/aurora/start/{journey}?lang=en", $"/t/aurora/start/{journey}")).Content.ReadAsStringAsync();

        var until = (await platform.InStoreAsync("aurora", db => db.Set<Portico.App.Cases.Case>().AsNoTracking().Where(c => c.JourneyKey == journey).OrderByDescending(c => c.StartedAt).FirstAsync())).Run().Waits[0].Data["until"]!.GetValue<string>();
        Assert.Contains($"This period ends with {FormDates.InWords(FormDates.Read(until)!.Value, "en")}.", page, StringComparison.Ordinal);
    }
}
