namespace Portico.Conformance.Tests;

/// <summary>What we ship and what we hand to others passes its own kit.</summary>
public sealed class OwnPluginTests
{
    public static TheoryData<string> FirstParty => [.. Places.FirstParty];

    [Theory]
    [MemberData(nameof(FirstParty))]
    public async Task A_plugin_of_ours_conforms(string name) => await ConformsAsync(Places.OutputOf(name));

    [Theory]
    [InlineData("Kyc")]
    [InlineData("Payment")]
    [InlineData("Channel")]
    [InlineData("Connector")]
    public async Task A_plugin_as_a_template_leaves_it_conforms(string kind)
    {
        var report = await ConformsAsync(Places.Started(kind));

        Assert.True(report.Count(Outcome.Passed) >= 60, report.Summary);
    }

    [Fact]
    public async Task A_plugin_in_another_language_conforms_but_for_its_code_which_is_not_read()
    {
        var report = await ConformsAsync(Places.Node);

        Assert.Contains(report.Results, result => result is { Id: "apis.process", Outcome: Outcome.NotApplicable });
    }

    private static async Task<ConformanceReport> ConformsAsync(string folder)
    {
        var report = await ConformanceKit.RunAsync(new KitOptions(folder) { Pace = Pace.Short });

        Assert.Equal("", string.Join('\n', report.Results.Where(result => result.Outcome is Outcome.Failed).Select(result => $"{result.Id}: {result.Reason}")));
        Assert.All(report.Results.Where(result => result.Outcome is Outcome.NotApplicable), result => Assert.NotEmpty(result.Reason));
        return report;
    }
}
