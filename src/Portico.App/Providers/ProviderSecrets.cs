using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Portico.App.Data;

namespace Portico.App.Providers;

/// <summary>Locks a tenant's provider secrets away. One tenant's key opens nothing of another's.</summary>
public sealed class ProviderSecrets(IDataProtectionProvider protection, TenantScope tenant)
{
    /// <summary>Under this name stands the unguessable part of the callback address, in clear where only the call itself reads it.</summary>
    public const string CallbackPath = "$callback";

    private IDataProtector Protector => protection.CreateProtector($"provider-secrets|{tenant.TenantId}");

    public Dictionary<string, string> Open(Installation installation) =>
        installation.ProtectedSecrets.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(Protector.Unprotect(installation.ProtectedSecrets))!;

    public void Put(Installation installation, IReadOnlyDictionary<string, string> secrets)
    {
        var all = Open(installation);
        foreach (var (name, value) in secrets) all[name] = value;
        installation.ProtectedSecrets = Protector.Protect(JsonSerializer.Serialize(all));
    }
}
