using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>Questions to the partner's plugin that misbehaves on request.</summary>
internal static class Probes
{
    public const string Id = "com.example.probe";

    public static Task<ProviderReply> Probe(this PluginPlatform platform, string subject, string text = "text", double seconds = 15, string tenant = "north", int attempt = 1, bool suspect = false, string? key = null, string plugin = Id) =>
        platform.Call(platform.Invocation(plugin, "channel", "send", new JsonObject { ["channel"] = "email", ["to"] = "quux@example.org", ["subject"] = subject, ["text"] = text }, key, attempt, platform.Installation(tenant))
            with { Deadline = platform.Clock.GetUtcNow().AddSeconds(seconds), Suspect = suspect });

    public static Task<ProviderReply> Operate(this PluginPlatform platform, string plugin, string operation, JsonObject input, string? key = null, int attempt = 1) =>
        platform.Call(platform.Invocation(plugin, "connector", operation, input, key, attempt));

    public static string Word(ProviderReply reply) => PluginPlatform.Done(reply).GetProperty("reference").GetString()!;

    public static string? Code(ProviderReply reply) => reply switch { ProviderReply.FailedRetryable later => later.Code, ProviderReply.FailedFinal never => never.Code, _ => null };

    /// <summary>The same plugin in another version: a copy of its folder with another number.</summary>
    public static string InVersion(string version)
    {
        var folder = Directory.CreateTempSubdirectory("portico-probe-").FullName;
        foreach (var file in Directory.EnumerateFiles(CrashTests.Probe)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var manifest = Path.Combine(folder, "plugin.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"version\": \"0.1.0\"", $"\"version\": \"{version}\"", StringComparison.Ordinal));
        return folder;
    }

    /// <summary>A plugin that is a shell script.</summary>
    public static string Script(string id, string script)
    {
        var folder = Directory.CreateTempSubdirectory("portico-script-").FullName;
        File.WriteAllText(Path.Combine(folder, "plugin.sh"), script);
        File.WriteAllText(Path.Combine(folder, "plugin.json"), new JsonObject
        {
            ["manifestVersion"] = 1, ["id"] = id, ["version"] = "1.0.0", ["displayName"] = id, ["publisher"] = "Tests", ["sdk"] = ">=1.0 <2.0", ["runtime"] = "shell", ["entry"] = "plugin.sh",
            ["provides"] = new JsonArray(new JsonObject { ["contract"] = "channel" }),
        }.ToJsonString());
        return folder;
    }
}
