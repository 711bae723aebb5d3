namespace Portico.Conformance.Tests;

/// <summary>Each check finds the defect that it is there for, and no other check does.</summary>
public abstract class DefectTests(FlawedBench bench)
{
    protected static TheoryData<string> Of(params string[] groups) => [.. CheckGroup.Checks.Where(check => groups.Contains(check.Group) && !Defects.OfFolders.ContainsKey(check.Id) && !Defects.OfPrograms.ContainsKey(check.Id)).Select(check => check.Id)];

    protected async Task IsFoundAsync(string defect) => Found.Exactly(defect, await bench.RunAsync(defect, Defects.Lasting.Contains(defect)));
}

internal static class Found
{
    public static void Exactly(string defect, ConformanceReport report)
    {
        string[] wanted = [defect, .. Defects.FoundTwice.TryGetValue(defect, out var twice) ? twice.Too : []];
        var failed = report.Results.Where(result => result.Outcome is Outcome.Failed).ToList();

        Assert.True(wanted.Order().SequenceEqual(failed.Select(result => result.Id).Order()), $"Planted {defect}; failed:\n{string.Join('\n', failed.Select(result => $"{result.Id}: {result.Reason}"))}");
        Assert.All(failed, result => Assert.NotEmpty(result.Reason));
        Assert.All(report.Results, result => Assert.DoesNotContain("anary", result.Reason, StringComparison.OrdinalIgnoreCase)); // what the kit made up begins with it
    }
}

public sealed class TalkDefectTests(FlawedBench bench) : DefectTests(bench), IClassFixture<FlawedBench>
{
    public static TheoryData<string> Planted => Of("answers", "reconcile", "idempotency", "care");

    [Theory]
    [MemberData(nameof(Planted))]
    public Task A_planted_defect_fails_exactly_its_check(string defect) => IsFoundAsync(defect);
}

public sealed class ConductDefectTests(FlawedBench bench) : DefectTests(bench), IClassFixture<FlawedBench>
{
    public static TheoryData<string> Planted => Of("settings", "callbacks", "limits", "apis", "culture", "package");

    [Theory]
    [MemberData(nameof(Planted))]
    public Task A_planted_defect_fails_exactly_its_check(string defect) => IsFoundAsync(defect);

    [Fact]
    public async Task Without_a_defect_every_check_passes_that_a_folder_can_have()
    {
        var report = await bench.RunAsync("none", alone: false);

        Assert.Equal("", string.Join('\n', report.Results.Where(result => result.Outcome is Outcome.Failed).Select(result => $"{result.Id}: {result.Reason}")));
        Assert.Equal(["package.signature"], report.Results.Where(result => result.Outcome is Outcome.NotApplicable).Select(result => result.Id));
    }

    private readonly FlawedBench bench = bench;
}

/// <summary>Defects of what surrounds the code: each has a folder, a package or a program of its own.</summary>
public sealed class FolderDefectTests
{
    public static TheoryData<string> Planted => [.. Defects.OfFolders.Keys];

    public static TheoryData<string> Programs => [.. Defects.OfPrograms.Keys];

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task A_spoilt_folder_fails_exactly_its_check(string defect)
    {
        using var copy = Places.CopyOf(Places.Flawed);
        var path = Defects.OfFolders[defect](copy);

        Found.Exactly(defect, await ConformanceKit.RunAsync(new KitOptions(path) { Key = Author.Key, Pace = Pace.Short }));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_spoilt_program_fails_exactly_its_check(string defect)
    {
        using var copy = Places.CopyOf(Places.Node);
        var text = await File.ReadAllTextAsync(copy["plugin.mjs"]);
        var spoilt = Defects.OfPrograms[defect](text);
        Assert.NotEqual(text, spoilt);
        await File.WriteAllTextAsync(copy["plugin.mjs"], spoilt);

        Found.Exactly(defect, await ConformanceKit.RunAsync(new KitOptions(copy.Folder) { Pace = Pace.Short }));
    }

    [Fact]
    public async Task A_signed_package_without_a_defect_passes_every_check()
    {
        using var scratch = new Scratch();
        var file = scratch["flawed.nupkg"];
        await File.WriteAllBytesAsync(file, PackageWriter.Sign(PackageWriter.Pack(Places.Flawed), Author.Key));

        var report = await ConformanceKit.RunAsync(new KitOptions(file) { Key = Author.Key, Pace = Pace.Short });

        Assert.Equal("", string.Join('\n', report.Results.Where(result => result.Outcome is not Outcome.Passed).Select(result => $"{result.Id}: {result.Reason}")));
        Assert.True(report.Conforms);
    }
}
