using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Portico.App.Data;

namespace Portico.App.Providers;

/// <summary>Locks a tenant's provider secrets away. One tenant's key opens nothing of another's. A secret that rotates keeps its former value for a while: until the provider, too, has changed.</summary>
public sealed class ProviderSecrets(IDataProtectionProvider protection, TenantScope tenant)
{
    /// <summary>Under this name stands the unguessable part of the callback address, in clear where only the call itself reads it.</summary>
    public const string CallbackPath = "$callback";

    private const string Former = "$former:", Until = "$until:";

    private IDataProtector Protector => protection.CreateProtector($"provider-secrets|{tenant.TenantId}");

    /// <summary>By name; a former value that is still good under <see cref="SettingDescriptor.FormerName"/>.</summary>
    public Dictionary<string, string> Open(Installation installation, DateTimeOffset now)
    {
        var all = OpenAll(installation);
        var opened = all.Where(secret => secret.Key == CallbackPath || secret.Key[0] != '$').ToDictionary();
        foreach (var (name, until) in FormerUntil(all).Where(former => former.Value > now)) opened[SettingDescriptor.FormerOf(name)] = all[Former + name];
        return opened;
    }

    /// <summary>Which former values are accepted, and until when.</summary>
    public Dictionary<string, DateTimeOffset> FormerUntil(Installation installation, DateTimeOffset now) => FormerUntil(OpenAll(installation)).Where(former => former.Value > now).ToDictionary();

    public void Put(Installation installation, IReadOnlyDictionary<string, string> secrets)
    {
        var all = OpenAll(installation);
        foreach (var (name, value) in secrets) all[name] = value;
        Seal(installation, all);
    }

    /// <summary>Keeps what these are now, to be accepted beside what takes their place.</summary>
    /// <param name="until">Null: the former values are forgotten at once.</param>
    public void KeepFormer(Installation installation, IEnumerable<string> names, DateTimeOffset? until)
    {
        var all = OpenAll(installation);
        foreach (var name in names)
        {
            all.Remove(Former + name);
            all.Remove(Until + name);
            if (until is not { } end || !all.TryGetValue(name, out var value)) continue;
            (all[Former + name], all[Until + name]) = (value, end.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        }

        Seal(installation, all);
    }

    /// <summary>Gives values another name, and their former values with them. Nothing is opened to anybody.</summary>
    /// <param name="names">New name → present one.</param>
    public void Rename(Installation installation, IReadOnlyDictionary<string, string> names)
    {
        if (names.Count == 0) return;
        var all = OpenAll(installation);
        string[] prefixes = ["", Former, Until];
        var moved = names.SelectMany(name => prefixes, (name, prefix) => (To: prefix + name.Key, From: prefix + name.Value)).Where(move => all.ContainsKey(move.From)).Select(move => (move.To, move.From, Value: all[move.From])).ToList();
        foreach (var (_, from, _) in moved) all.Remove(from);
        foreach (var (to, _, value) in moved) all[to] = value;
        Seal(installation, all);
        installation.SecretsSet = Renamed(installation.SecretsSet, names);
    }

    /// <param name="names">New name → present one.</param>
    public static Dictionary<string, T> Renamed<T>(IReadOnlyDictionary<string, T> secrets, IReadOnlyDictionary<string, string> names)
    {
        var back = names.ToDictionary(name => name.Value, name => name.Key);
        return secrets.Where(secret => back.ContainsKey(secret.Key) || !names.ContainsKey(secret.Key)).ToDictionary(secret => back.GetValueOrDefault(secret.Key, secret.Key), secret => secret.Value);
    }

    private static Dictionary<string, DateTimeOffset> FormerUntil(Dictionary<string, string> all) => all.Where(secret => secret.Key.StartsWith(Until, StringComparison.Ordinal))
        .ToDictionary(secret => secret.Key[Until.Length..], secret => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(secret.Value, CultureInfo.InvariantCulture)));

    private Dictionary<string, string> OpenAll(Installation installation) =>
        installation.ProtectedSecrets.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(Protector.Unprotect(installation.ProtectedSecrets))!;

    private void Seal(Installation installation, Dictionary<string, string> all) => installation.ProtectedSecrets = Protector.Protect(JsonSerializer.Serialize(all));
}
