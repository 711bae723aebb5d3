using System.Xml.Linq;

namespace Portico.House.Tests;

public sealed class ProjectRulesTests
{
    private static IEnumerable<string> Projects => Repository.FilesEnding(".csproj");

    [Fact]
    public void Projects_name_only_whom_they_may()
    {
        Verdict.Holds("These references do not follow the arrows:", Projects.SelectMany(project =>
            FilesOf(project).SelectMany(file => ProjectRules.Violations(Path.GetFileNameWithoutExtension(project), XDocument.Parse(Repository.Read(file))))));
    }

    [Theory]
    [InlineData("Portico.Plugin.Kyc.Sandbox", """<ProjectReference Include="../../src/Portico.App/Portico.App.csproj" />""")]
    [InlineData("Portico.Plugin.Kyc.Sandbox", """<PackageReference Include="Newtonsoft.Json" />""")]
    [InlineData("Portico.Workflows", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [InlineData("Portico.App", """<ProjectReference Include="..\Portico.Admin\Portico.Admin.csproj" />""")]
    [InlineData("Portico.Unheard.Of", "")]
    public void A_project_that_names_more_is_caught(string project, string item)
    {
        Assert.NotEmpty(ProjectRules.Violations(project, Project(item)));
    }

    [Fact]
    public void Building_a_project_beside_is_not_naming_it()
    {
        Assert.Empty(ProjectRules.Violations("Portico.Host", Project("""<ProjectReference Include="../Portico.PluginHost/Portico.PluginHost.csproj" ReferenceOutputAssembly="false" />""")));
    }

    [Fact]
    public void Every_project_is_built_by_the_solution()
    {
        var solution = Repository.Read("Platform.sln").Replace('\\', '/');

        Verdict.Holds("Not in Platform.sln:", Projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_app_keeps_its_store_to_itself()
    {
        var app = XDocument.Parse(Repository.Read("src/Portico.App/Portico.App.csproj"));

        Verdict.Holds("Dependants of App would see EF:", ProjectRules.LeaksOfTheStore(app));
        Assert.NotEmpty(ProjectRules.LeaksOfTheStore(Project("""<PackageReference Include="Microsoft.EntityFrameworkCore.Relational" />""")));
    }

    [Theory]
    [InlineData("Portico.Admin")]
    [InlineData("Portico.Portal")]
    [InlineData("Portico.Host")]
    public void Pages_and_host_do_not_use_the_store(string name)
    {
        using var assembly = Repository.Assembly(name);

        Verdict.Holds($"{name} uses EF:", assembly.AssemblyReferences.Select(r => r.Name).Where(IsStore));
    }

    [Fact]
    public void The_app_itself_would_be_caught_using_the_store()
    {
        using var app = Repository.Assembly("Portico.App");

        Assert.Contains(app.AssemblyReferences, r => IsStore(r.Name));
    }

    private static bool IsStore(string assembly) => assembly.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal);

    // Target files beside a project are part of it.
    private static IEnumerable<string> FilesOf(string project)
    {
        var folder = project[..(project.LastIndexOf('/') + 1)];
        return Repository.FilesEnding(".targets", ".props").Where(file => file.StartsWith(folder, StringComparison.Ordinal)).Prepend(project);
    }

    private static XDocument Project(string item) => XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>");
}
