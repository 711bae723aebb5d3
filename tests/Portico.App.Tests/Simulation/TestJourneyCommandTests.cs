using System.Xml.Linq;
using Portico.App.Journeys;
using Portico.App.Simulation;
using Portico.App.Tests.Journeys;
using Portico.App.Tests.Shared;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Simulation;

/// <summary><c>portico journey test</c> in somebody's build, against a Portico that runs.</summary>
public sealed class TestJourneyCommandTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task Saved_tests_that_pass_end_with_zero_and_one_that_fails_with_one_and_its_reason()
    {
        await DrawAsync("green", new JourneyTest { Name = "Comes to the line", Passes = ["line"] });
        await DrawAsync("red", new JourneyTest { Name = "Comes to the line", Passes = ["line"] }, new JourneyTest { Name = "Ends well", Outcome = "Well" });

        var (green, red) = (await PorticoAsync("journey", "test", "green"), await PorticoAsync("journey", "test", "red"));

        Assert.Equal((0, "passed  Comes to the line\n1 passed, 0 failed\n"), (green.ExitCode, green.Output));
        Assert.Equal((1, "passed  Comes to the line\nFAILED  Ends well: It ended without an outcome instead of with “Well”.\n1 passed, 1 failed\n"), (red.ExitCode, red.Output));
    }

    [Fact]
    public async Task A_drawing_in_a_file_is_tested_and_reported_for_the_build_server()
    {
        await DrawAsync("in-git", new JourneyTest { Name = "Comes to the new line", Passes = ["new"] });
        var folder = Directory.CreateTempSubdirectory("portico-cli-");
        var (drawing, report) = (Path.Combine(folder.FullName, "in-git.json"), Path.Combine(folder.FullName, "results.xml"));
        await File.WriteAllTextAsync(drawing, Drawn.Sequence("in-git", Drawn.Line("new", "y")).ToJsonString());

        var saved = await PorticoAsync("journey", "test", "in-git", "--junit", report);
        var failed = XDocument.Load(report).Root!;
        var file = await PorticoAsync("journey", "test", "in-git", "--file", drawing, "--junit", report);
        var passed = XDocument.Load(report).Root!;

        Assert.Equal((1, "1"), (saved.ExitCode, failed.Attribute("failures")!.Value));
        Assert.Equal((0, "0", "1"), (file.ExitCode, passed.Attribute("failures")!.Value, passed.Attribute("tests")!.Value));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_cannot_be_tested_ends_with_two_and_its_reason()
    {
        await DrawAsync("untested");

        var none = await PorticoAsync("journey", "test", "untested");
        var missing = await PorticoAsync("journey", "test", "no-such");
        Assert.Equal((1, "The journey 'untested' has no tests.\n"), (none.ExitCode, none.Errors));
        Assert.Equal((2, "journey.not_found: There is no such journey, or not this version of it.\n"), (missing.ExitCode, missing.Errors));
        Assert.Contains("PORTICO_KEY", (await platform.RunAsync(null, "journey", "test", "untested")).Errors, StringComparison.Ordinal);
        Assert.Contains("api.unauthenticated", (await platform.RunAsync("sk_wrong", "journey", "test", "untested")).Errors, StringComparison.Ordinal);
    }

    private async Task DrawAsync(string key, params JourneyTest[] tests)
    {
        var drawn = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence(key, Drawn.Line("line", "x"))), default));
        Assert.True(drawn.Ok, drawn.Error?.Text);
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveTests.Handler save) => save.HandleAsync(key, new(0, false, tests), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private Task<(int ExitCode, string Output, string Errors)> PorticoAsync(params string[] arguments) => platform.RunAsync("sk_demo_aurora", arguments);
}
