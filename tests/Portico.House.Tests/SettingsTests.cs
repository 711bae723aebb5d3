using System.Text.Json;
using Mono.Cecil;

namespace Portico.House.Tests;

/// <summary>Operators learn settings from the runbook, so each is in it.</summary>
public sealed class SettingsTests
{
    private static readonly string Runbook = Repository.Read("deploy/RUNBOOK.md");

    [Fact]
    public void Every_option_of_the_app_is_in_the_runbook()
    {
        using var app = Repository.Assembly("Portico.App");
        var options = app.GetTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.Name.Contains('<', StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(options);
        Verdict.Holds("Not in deploy/RUNBOOK.md:", options.SelectMany(type => type.Properties).Where(IsSet)
            .Where(property => !Runbook.Contains($":{property.Name}`", StringComparison.Ordinal)).Select(property => $"{property.DeclaringType.Name}.{property.Name}"));
    }

    [Fact]
    public void The_example_shows_only_settings_that_exist()
    {
        using var example = JsonDocument.Parse(Repository.Read("deploy/settings.example.json"));
        var ours = example.RootElement.EnumerateObject().Where(section => section.Name is "Portico" or "Outbox" or "Studio" or "ConnectionStrings");

        Verdict.Holds("Not in deploy/RUNBOOK.md:", ours.SelectMany(section => Leaves(section.Name, section.Value)).Where(key => !Runbook.Contains($"`{key}`", StringComparison.Ordinal)));
    }

    private static bool IsSet(PropertyDefinition property) => property is { SetMethod: { IsPublic: true, IsStatic: false } };

    private static IEnumerable<string> Leaves(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().SelectMany(inner => Leaves($"{key}:{inner.Name}", inner.Value)) : [key];
}
