using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.Workflows;

namespace Portico.App.Journeys.Checks;

/// <summary>Whether the provider that an activity would ask is there, is set up, and can do what is asked.</summary>
internal static class ProviderChecks
{
    public static IEnumerable<Finding> Of(NodeInfo node, World world)
    {
        switch (node.Contract)
        {
            case CallContracts.IdentityVerification or CallContracts.Payment or CallContracts.Connector:
                foreach (var finding in OfAsked(node, world)) yield return finding;
                break;
            case CallContracts.Channel:
                foreach (var finding in OfMessage(node, world, node.Literals.GetValueOrDefault("template"), node.Computed.Contains("channel") ? null : node.Literals.GetValueOrDefault("channel", "preferred"))) yield return finding;
                break;
        }
        if (node.Literals.GetValueOrDefault("reminderTemplate") is { } reminder)
            foreach (var finding in OfMessage(node, world, reminder, "preferred")) yield return finding;
        if (node.Literals.GetValueOrDefault("escalationTemplate") is { } escalation)
            foreach (var finding in OfMessage(node, world, escalation, "email")) yield return finding;
    }

    private static IEnumerable<Finding> OfAsked(NodeInfo node, World world)
    {
        var contract = node.Contract!;
        if (node.Computed.Contains("provider")) return [];
        var named = node.Literals.GetValueOrDefault("provider");
        var enabled = world.Installations.Where(one => one.Enabled && one.Contract == contract).ToList();
        var chosen = Installation.Choose(enabled, named); // as when the call is made
        if (chosen is null)
            return [NotInstalled(node, world, named is null ? $"“{node.DisplayText}” asks a provider for {contract}, and none is set up and switched on{world.Place}." : $"“{node.DisplayText}” asks the provider “{named}”, which is not set up, not switched on, or not for {contract}{world.Place}.", contract)];
        return OfInstallation(node, world, chosen, contract, provided => OfContract(node, world, provided));
    }

    private static IEnumerable<string> OfContract(NodeInfo node, World world, ProvidedContract provided)
    {
        if (node.Literals.GetValueOrDefault("method") is { } method && provided.Methods.Count > 0 && !provided.Methods.Contains(method)) yield return $"cannot take payments by {method}";
        if (node.Contract == CallContracts.Connector && !node.Computed.Contains("operation"))
        {
            var operation = node.Literals.GetValueOrDefault("operation");
            if (provided.Operations.All(one => one.Name != operation)) yield return operation is null ? "is not told which operation to do" : $"has no operation {operation}";
        }
        var country = node.Literals.GetValueOrDefault("country") ?? (node.Computed.Contains("country") ? null : world.Tenant.Country);
        if (country is not null && provided.Countries.Count > 0 && !provided.Countries.Contains("*") && !provided.Countries.Contains(country)) yield return $"does not work for {country}";
    }

    /// <param name="channel">Null: which one shows only when it runs.</param>
    private static IEnumerable<Finding> OfMessage(NodeInfo node, World world, string? template, string? channel)
    {
        if (template is null || channel is null) return [];
        var written = world.Templates.Where(words => words.Key == template).Select(words => words.Channel).Distinct().ToList();
        var wanted = channel == "preferred" ? written : [channel];
        var enabled = world.Installations.Where(one => one.Enabled && one.Contract == CallContracts.Channel && one.Channel is { } way && wanted.Contains(way)).ToList();
        if (written.Count > 0 && channel != "preferred" && !written.Contains(channel))
            return [Missing(node, $"The message “{template}” has no words for {channel}, by which “{node.DisplayText}” sends it.", "Write them, or send it another way.", channel)];
        if (enabled.Count == 0 && wanted.Count > 0) return [NotInstalled(node, world, $"“{node.DisplayText}” sends the message “{template}”, and no provider for {string.Join(" or ", wanted)} is set up and switched on{world.Place}.", CallContracts.Channel)];
        return enabled.GroupBy(one => one.Channel).Select(same => same.OrderByDescending(one => one.IsDefault).ThenBy(one => one.Key, StringComparer.Ordinal).First())
            .SelectMany(chosen => OfInstallation(node, world, chosen, CallContracts.Channel, provided => provided.Channels.Count > 0 && !provided.Channels.Contains(chosen.Channel!) ? [$"cannot send by {chosen.Channel}"] : []));
    }

    private static IEnumerable<Finding> OfInstallation(NodeInfo node, World world, Installation chosen, string contract, Func<ProvidedContract, IEnumerable<string>> lacks)
    {
        if (world.Plugins.GetValueOrDefault(chosen.PluginId) is not { } plugin)
        {
            yield return NotInstalled(node, world, $"The plugin of the provider “{chosen.DisplayName}” is not installed on this platform.", chosen.Key);
            yield break;
        }
        var problems = plugin.ValidateSettings(InstallationContexts.Settings(chosen), chosen.SecretsSet.Keys.ToHashSet(StringComparer.Ordinal));
        if (problems.Count > 0)
            yield return new("provider.not_configured", FindingSeverity.Error, node.NodeId, $"The provider “{chosen.DisplayName}” is not set up: {string.Join(", ", problems.Keys.Select(name => plugin.Settings.FirstOrDefault(setting => setting.Name == name)?.Label ?? name))}.", "Complete it under Providers.", chosen.Key);
        var provided = plugin.Provides.Where(one => one.Contract == contract).ToList();
        var lack = provided.Count == 0 ? [$"does not offer {contract} any more"] : provided.Select(one => lacks(one).ToList()).MinBy(missing => missing.Count)!;
        foreach (var missing in lack) yield return Missing(node, $"The provider “{chosen.DisplayName}” {missing}, which “{node.DisplayText}” asks of it.", "Choose another provider, or another way.", chosen.Key);
    }

    private static Finding NotInstalled(NodeInfo node, World world, string message, string subject) => new("provider.not_installed", FindingSeverity.Error, node.NodeId, message,
        world.Environment == TenantEnvironment.Test ? "Add one for test under Providers; where the journey names a live provider, it has to stand for that." : "Add it or switch it on under Providers, or choose another one.", subject);

    private static Finding Missing(NodeInfo node, string message, string fix, string subject) => new("provider.capability_missing", FindingSeverity.Error, node.NodeId, message, fix, subject);
}
