using Bunit;
using Portico.Admin.Shared;

namespace Portico.Admin.Tests.Shared;

public sealed class PagerTests : AdminBench
{
    [Fact]
    public void A_list_that_was_not_counted_to_its_end_goes_on_and_says_so()
    {
        var pager = Render<Pager>(p => p.Add(x => x.Page, 40).Add(x => x.Total, 1_000).Add(x => x.More, true));

        Assert.Equal("976–1000 of more than 1,000", pager.Find("span").TextContent);
        Assert.EndsWith("page=41", pager.Find("[rel=next]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_was_counted_ends()
    {
        var pager = Render<Pager>(p => p.Add(x => x.Page, 40).Add(x => x.Total, 1_000));

        Assert.Equal("976–1000 of 1,000", pager.Find("span").TextContent);
        Assert.Empty(pager.FindAll("[rel=next]"));
    }
}
