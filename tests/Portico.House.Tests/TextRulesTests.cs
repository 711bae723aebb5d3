namespace Portico.House.Tests;

public sealed class TextRulesTests
{
    private const int MostLines = 400;

    /// <summary>Longer than the rest, each with the reason why splitting it would read worse.</summary>
    private static readonly Dictionary<string, string> Excused = [];

    private static readonly string[] Text = [".cs", ".razor", ".md", ".json", ".csproj", ".props", ".targets", ".sln", ".js", ".css", ".html", ".yml", ".yaml", ".service", ".txt", ".editorconfig", "Dockerfile", "run", "test"];

    [Fact]
    public void No_file_knows_the_machine_it_was_written_on()
    {
        Verdict.Holds("Paths of a machine, or a registry somebody happens to use:",
            Repository.FilesEnding(Text).SelectMany(file => TextRules.PlacesOfOneMachine(file, Repository.Read(file))));
    }

    [Theory]
    [InlineData("see /wor" + "k/main for more")]
    [InlineData("var path = \"/tm" + "p/x.png\";")]
    [InlineData("\"resol" + "ved\": \"https://somewhere\"")]
    [InlineData("source = api.nug" + "et.org")]
    public void A_place_of_one_machine_is_caught(string text)
    {
        Assert.NotEmpty(TextRules.PlacesOfOneMachine("a.md", text));
        Assert.Empty(TextRules.PlacesOfOneMachine("a.md", "/t/aurora/ and src/work/tmp and registry.Kyc()"));
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        Verdict.Holds("Dead links:", Repository.FilesEnding(".md").SelectMany(file => TextRules.DeadLinks(file, Repository.Read(file), Repository.Has)));
        Assert.Equal(["docs/a.md: ../no.md#x"], TextRules.DeadLinks("docs/a.md", "[x](../no.md#x) [y](https://example.org) [z](#here) `[w](no)`", _ => false));
    }

    [Fact]
    public void Commands_in_documents_exist()
    {
        Verdict.Holds("Dead commands:", Repository.FilesEnding(".md").SelectMany(file => TextRules.DeadCommands(file, Repository.Read(file), Repository.Has)));
        Assert.Equal(["a.md: ./jump", "a.md: sdk/No"], TextRules.DeadCommands("a.md", "```sh\n./jump --far\ndotnet run --project sdk/No -- x\n```", _ => false));
    }

    [Fact]
    public void Paths_named_in_documents_exist()
    {
        Verdict.Holds("Dead paths:", Repository.FilesEnding(".md").SelectMany(file => TextRules.DeadPaths(file, Repository.Read(file), Repository.Has)));
        Assert.Equal(["a.md: src/No/way.cs"], TextRules.DeadPaths("a.md", "see `src/No/way.cs` and `other/thing`", _ => false));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    public void The_commands_of_the_house_can_be_started(string file)
    {
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Repository.PathOf(file)).HasFlag(UnixFileMode.UserExecute), $"{file} is not executable.");
    }

    [Fact]
    public void Source_files_stay_readable()
    {
        var sources = Repository.FilesEnding(".cs", ".razor").Where(file => !file.StartsWith("tests/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal)).ToList();
        var tooLong = sources.SelectMany(file => TextRules.TooLong(file, Repository.Read(file), MostLines).Select(words => (file, words))).ToList();

        Verdict.Holds($"Over {MostLines} lines; split by meaning:", tooLong.Where(f => !Excused.ContainsKey(f.file)).Select(f => f.words));
        Verdict.Holds("Excused without need:", Excused.Keys.Except(tooLong.Select(f => f.file)));
        Assert.NotEmpty(TextRules.TooLong("a.cs", "\n\n\n", most: 2));
    }
}
