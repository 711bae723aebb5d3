using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Messages;
using Portico.App.Providers;
using Portico.Workflows;

namespace Portico.App.Studio;

/// <summary>The palette: what the engine can do, with the tenant's own forms, providers and templates to choose from.</summary>
public sealed class Descriptors(PorticoDb db, JourneyActivities journeys, TenantPlugins plugins)
{
    /// <summary>Shown nowhere in the palette; the canvas stays blank without them.</summary>
    internal static readonly string[] Hidden = ["Elsa.Flowchart", "Elsa.Workflow", "Elsa.NotFoundActivity"];

    private const string Advanced = "Advanced";

    /// <summary>What a designer of journeys needs of Elsa's own activities; the rest is for those who know them.</summary>
    private static readonly HashSet<string> Everyday = ["Elsa.Start", "Elsa.FlowDecision", "Elsa.FlowSwitch", "Elsa.FlowFork", "Elsa.FlowJoin", "Elsa.Delay"];

    private sealed record Option(string Text, string Value);

    public async Task<JsonArray> ActivitiesAsync(CancellationToken ct)
    {
        var offered = await OfferedAsync(ct);
        var all = ActivityCatalog.All.Select(activity => Describe(activity, offered)).ToList();
        var known = ActivityCatalog.All.Select(activity => activity.Type).ToHashSet();
        all.AddRange(Hidden.Where(type => !known.Contains(type)).Select(type => Describe(
            new ActivityDescriptor(type, 1, type[5..], type == "Elsa.NotFoundActivity" ? "Unknown activity" : type[5..], Advanced, "", "Action",
                type == "Elsa.NotFoundActivity" ? [new("Done", "Done", "Flow")] : [], [], [], false, false, type != "Elsa.NotFoundActivity", false), offered)));
        all.AddRange((await journeys.AllAsync(ct)).Select(journey => journey.Descriptor));
        return new JsonArray([.. all]);
    }

    public async Task<JsonNode> OptionsAsync(string type, string property, CancellationToken ct)
    {
        var input = ActivityCatalog.All.Where(activity => activity.Type == type).SelectMany(activity => activity.Inputs)
            .FirstOrDefault(input => string.Equals(input.Name, property, StringComparison.OrdinalIgnoreCase));
        return input is null ? new JsonObject() : Choices(input, await OfferedAsync(ct)) ?? new JsonObject();
    }

    private async Task<Dictionary<string, List<Option>>> OfferedAsync(CancellationToken ct)
    {
        var forms = await db.Forms.AsNoTracking().GroupBy(form => form.Key).Select(versions => versions.OrderByDescending(form => form.Version).First()).ToListAsync(ct);
        var providers = await db.Installations.AsNoTracking().Where(installation => installation.Enabled && installation.Environment == TenantEnvironment.Live).Select(i => new { i.Contract, i.Key, i.DisplayName }).ToListAsync(ct);
        var templates = await db.MessageTemplates.AsNoTracking().Select(template => template.Key).Distinct().ToListAsync(ct);

        var offered = providers.GroupBy(provider => "providers:" + provider.Contract)
            .ToDictionary(contract => contract.Key, contract => contract.Select(provider => new Option(provider.DisplayName, provider.Key)).ToList());
        offered["forms"] = [.. forms.Select(form => new Option(form.Read().Title.In("en"), form.Key))];
        offered["calendars"] = [new("(your country)", ""), .. CalendarLibrary.All.Select(calendar => new Option(calendar.Name, calendar.Code))];
        offered["operations"] = await OperationsAsync(ct);
        offered["templates"] = [.. templates.Select(template => new Option(Words(template), template))];
        return offered;
    }

    /// <summary>Of all systems that are switched on: which of them is asked may show only when it runs.</summary>
    private async Task<List<Option>> OperationsAsync(CancellationToken ct)
    {
        var systems = await db.Installations.AsNoTracking().Where(i => i.Enabled && i.Environment == TenantEnvironment.Live && i.Contract == CallContracts.Connector).Select(i => i.PluginId).Distinct().ToListAsync(ct);
        return [.. (await plugins.AllAsync(ct)).Values.Where(plugin => systems.Contains(plugin.Id)).SelectMany(plugin => plugin.Provides).SelectMany(offer => offer.Operations).DistinctBy(operation => operation.Name).Select(operation => new Option(operation.Label, operation.Name))];
    }

    private static JsonObject Describe(ActivityDescriptor activity, Dictionary<string, List<Option>> offered) => new()
    {
        ["typeName"] = activity.Type,
        ["namespace"] = activity.Type[..activity.Type.LastIndexOf('.')],
        ["name"] = activity.Name,
        ["version"] = activity.Version,
        ["category"] = CategoryOf(activity),
        ["displayName"] = activity.DisplayName,
        ["description"] = activity.Description,
        ["kind"] = activity.Kind,
        ["isBrowsable"] = activity.IsBrowsable && !Hidden.Contains(activity.Type),
        ["isContainer"] = activity.IsContainer,
        ["isStart"] = activity.IsStart,
        ["isTerminal"] = activity.IsTerminal,
        ["ports"] = new JsonArray([.. activity.Ports.Select(port => new JsonObject { ["name"] = port.Name, ["displayName"] = port.DisplayName, ["type"] = port.Type, ["isBrowsable"] = true })]),
        ["inputs"] = new JsonArray([.. activity.Inputs.Select(input => Describe(input, offered))]),
        ["outputs"] = new JsonArray([.. activity.Outputs.Select(output => new JsonObject
        {
            ["name"] = output.Name, ["typeName"] = output.TypeName, ["displayName"] = output.DisplayName, ["description"] = output.Description, ["order"] = 0, ["isBrowsable"] = true, ["isSynthetic"] = false,
        })]),
        ["customProperties"] = new JsonObject(),
        ["constructionProperties"] = new JsonObject(),
    };

    private static JsonObject Describe(InputDescriptor input, Dictionary<string, List<Option>> offered) => new()
    {
        ["name"] = input.Name,
        ["typeName"] = input.TypeName,
        ["displayName"] = input.DisplayName,
        ["description"] = input.Description,
        ["order"] = input.Order,
        ["isBrowsable"] = true,
        ["isSynthetic"] = false,
        ["isWrapped"] = input.IsWrapped,
        ["isReadOnly"] = false,
        ["isSensitive"] = false,
        ["uiHint"] = input.UiHint,
        ["category"] = input.Category,
        ["defaultValue"] = DefaultOf(input),
        ["defaultSyntax"] = input.DefaultSyntax,
        ["storageDriverType"] = null,
        ["uiSpecifications"] = Choices(input, offered),
    };

    private static string CategoryOf(ActivityDescriptor activity) =>
        !activity.Type.StartsWith("Elsa.", StringComparison.Ordinal) ? activity.Category : Everyday.Contains(activity.Type) ? "Flow" : Advanced;

    private static JsonNode? DefaultOf(InputDescriptor input) => input switch
    {
        { DefaultValue: null } => null,
        { TypeName: "Boolean" } => bool.Parse(input.DefaultValue),
        { TypeName: "Int32" or "Int64" or "Decimal" or "Double" } => decimal.Parse(input.DefaultValue, CultureInfo.InvariantCulture),
        _ => input.DefaultValue,
    };

    private static JsonObject? Choices(InputDescriptor input, Dictionary<string, List<Option>> offered)
    {
        var (hint, list) = input.UiHint switch
        {
            "dropdown" => ("dropdown", "selectList"),
            "radiolist" => ("radiolist", "radioList"),
            "checklist" => ("checklist", "checkList"),
            _ => ("", ""),
        };
        if (hint.Length == 0) return null;
        var options = input.OptionsFrom is { } source ? offered.GetValueOrDefault(source) ?? [] : [.. (input.Options ?? []).Select(value => new Option(Words(value), value))];
        // A list cannot be emptied again once something was chosen, so "nothing" is a choice of its own.
        if (input.OptionsFrom?.StartsWith("providers:", StringComparison.Ordinal) is true) options = [new("(default provider)", ""), .. options];
        return new JsonObject
        {
            [hint] = new JsonObject
            {
                [list] = new JsonObject { ["items"] = new JsonArray([.. options.Select(option => new JsonObject { ["text"] = option.Text, ["value"] = option.Value })]), ["isFlagsEnum"] = false },
            },
        };
    }

    /// <summary><c>direct-debit</c> → <c>Direct debit</c>, <c>WaitAll</c> → <c>Wait all</c>.</summary>
    private static string Words(string value)
    {
        var words = string.Concat(value.Select((letter, at) => letter is '-' or '_' or '.' ? " " : at > 0 && char.IsUpper(letter) && !char.IsUpper(value[at - 1]) ? " " + char.ToLowerInvariant(letter) : letter.ToString()));
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }
}
