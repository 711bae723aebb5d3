using Mono.Cecil;

namespace Portico.House.Tests;

public sealed class NameRulesTests
{
    private static readonly IReadOnlyCollection<TypeDefinition> Ours =
        [.. new[] { "Portico.Workflows", "Portico.App", "Portico.Admin", "Portico.Portal", "Portico.Database.Sqlite", "Portico.Database.Postgres", "Portico.Host" }
            .SelectMany(name => Repository.Assembly(name).GetTypes())];

    [Fact]
    public void No_name_says_only_that_something_helps()
    {
        Verdict.Holds("Say what it does:", NameRules.EmptyNames(Ours));
    }

    [Fact]
    public void No_interface_stands_before_a_single_class()
    {
        Verdict.Holds("Use the class itself:", NameRules.LonelyInterfaces(Ours));
    }

    [Fact]
    public void An_empty_name_and_a_lonely_interface_are_caught()
    {
        using var here = Repository.Assembly("Portico.House.Tests");
        var types = here.GetTypes().ToList();

        Assert.Contains(NameRules.EmptyNames(types), name => name.EndsWith(nameof(CanaryManager), StringComparison.Ordinal));
        Assert.Contains(NameRules.LonelyInterfaces(types), name => name.EndsWith(nameof(ILonely), StringComparison.Ordinal));
    }

    private interface ILonely;

    private sealed class CanaryManager : ILonely;
}
