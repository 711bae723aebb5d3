using System.Text.Json.Nodes;
using Portico.Packages;

namespace Portico.Conformance.Checks;

internal static class SettingsChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new("settings.required-only", "Settings that are not required may be left empty", Needs.Call, RequiredOnlyAsync),
        new("settings.reach", "The address in the settings is the one that is asked", Needs.Provider, ReachAsync),
        new("settings.rotated", "A changed secret is used from the next call on", Needs.Provider | Needs.Secret, RotatedAsync),
        new("settings.tenants", "Two tenants at once keep their secrets apart", Needs.Provider | Needs.Secret, TenantsAsync),
    ];

    private static async Task<Verdict> RequiredOnlyAsync(Trial t)
    {
        var stage = t.Stage();
        var optional = t.Manifest.Settings.Where(one => !one.Required && one.Default is null).ToList();
        if (optional.Count == 0) return Verdict.NotApplicable("Each setting is required, or has a default.");
        foreach (var setting in optional)
        {
            stage.Settings.Remove(setting.Name);
            stage.Secrets.Remove(setting.Name);
        }

        var reply = await stage.CallAsync(t.Key(), magic: t.Magic("200"));
        return Verdict.Of(reply.Unless("completed", "pending", "failed-retryable", "failed-final") is { } wrong ? $"With the required settings alone {wrong}." : null);
    }

    private static async Task<Verdict> ReachAsync(Trial t)
    {
        if (t.Manifest.Egress.FirstOrDefault(one => one is { Protocol: EgressPermission.Https, Setting: not null }) is not { } egress) return Verdict.NotApplicable("No setting says which host is asked.");
        var stage = t.Stage(detour: true);
        var isAddress = t.Manifest.Settings.First(one => one.Name == egress.Setting).Type is SettingType.Uri;
        stage.Settings[egress.Setting!] = isAddress ? "https://elsewhere.example" : "elsewhere.example";
        await stage.CallAsync(t.Key());
        return Verdict.Of(stage.Provider.Requests.Any(request => request.Url.Host == "elsewhere.example") ? null : $"“{egress.Setting}” was set to another host, which was not asked{(stage.Denied.FirstOrDefault() is { } other ? $"; {other} was" : "")}.");
    }

    private static async Task<Verdict> RotatedAsync(Trial t)
    {
        var stage = t.Stage();
        await stage.CallAsync(t.Key());
        var seen = stage.Provider.Requests.Select(request => request.Readable).ToList();
        var sent = stage.Secrets.Where(secret => seen.Any(text => text.Contains(secret.Value, StringComparison.Ordinal))).Select(secret => secret.Key).ToList();
        if (sent.Count == 0) return Verdict.NotApplicable("No secret travels to the provider as it stands.");
        foreach (var name in sent)
        {
            var (former, changed) = (stage.Secrets[name], stage.SetSecret(name));
            var before = stage.Provider.Requests.Count;
            await stage.CallAsync(t.Key());
            var later = stage.Provider.Requests.Skip(before).Select(request => request.Readable).ToList();
            if (later.Any(text => text.Contains(former, StringComparison.Ordinal)) || !later.Any(text => text.Contains(changed, StringComparison.Ordinal))) return Verdict.Of($"After “{name}” was changed the provider still saw the former value.");
        }

        return Verdict.Passed;
    }

    private static async Task<Verdict> TenantsAsync(Trial t)
    {
        Stages.Stage[] both = [t.Stage(installation: t.Id + "-shared"), t.Stage(installation: t.Id + "-shared")];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => both[i % 2].CallAsync(t.Key())));
        for (var i = 0; i < 2; i++)
            if (both[i].Provider.Requests.Any(request => both[1 - i].SecretCanaries.Any(canary => canary.IsIn(request.Readable)))) return Verdict.Of("A request of one tenant held the secret of another one, whose installation has the same id.");
        return Verdict.Of(both.All(stage => stage.Provider.Requests.IsEmpty) ? "The provider was not asked." : null);
    }
}
