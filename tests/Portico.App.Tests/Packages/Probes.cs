using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portico.App.Packages;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Packages;

/// <summary>Packages of the probe, a partner's channel plugin that does what the subject of a message says.</summary>
internal static class Probes
{
    public const string Id = "com.example.probe", Publisher = "Tests";

    public const string Version = "0.1.0";

    private static readonly string Folder = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ProbeFolder").Value!;

    public static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static byte[] Signed(Action<JsonObject>? change = null, ECDsa? key = null) => PackageWriter.Sign(Packed(change), key ?? Key);

    /// <summary>The built plugin, with plugin.json as the test wants it. Its program, which reads its version there, is told of another id too, if that has as many letters: so each test has a plugin of its own.</summary>
    public static byte[] Packed(Action<JsonObject>? change = null, bool honest = true)
    {
        var id = Id;
        return Packed(Folder, "Portico.Plugins.Probe.dll", manifest =>
        {
            manifest["egress"] = new JsonArray(new JsonObject { ["host"] = "{baseUrl}", ["purpose"] = "the tenant's own server" });
            change?.Invoke(manifest);
            if (honest) id = (string)manifest["id"]!;
        }, () => [(Id, id)]);
    }

    /// <summary>A sandbox of the platform's own as somebody else would publish it, in any version.</summary>
    public static byte[] PackedSandbox(string name, string id, string version) => Packed(Path.Combine(AppContext.BaseDirectory, "plugins", name), name + ".dll", manifest =>
    {
        (manifest["id"], manifest["version"], manifest["publisher"]) = (id, version, Publisher);
    }, () => [("kyc.sandbox", id), ("1.0.0", version)]);

    /// <param name="change">Of plugin.json.</param>
    /// <param name="texts">Of the program, and what they become; asked for after plugin.json was changed.</param>
    private static byte[] Packed(string from, string program, Action<JsonObject> change, Func<(string From, string To)[]> texts)
    {
        var folder = Directory.CreateTempSubdirectory("portico-test-").FullName;
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "plugin.json")))!.AsObject();
        change(manifest);
        File.WriteAllText(Path.Combine(folder, "plugin.json"), manifest.ToJsonString());
        foreach (var (text, other) in texts()) Rewrite(Path.Combine(folder, program), text, other);
        var package = PackageWriter.Pack(folder);
        Directory.Delete(folder, recursive: true);
        return package;
    }

    /// <summary>A text in an assembly is UTF-16, and cannot become longer or shorter.</summary>
    private static void Rewrite(string assembly, string from, string to)
    {
        if (from.Length != to.Length) return;
        var program = File.ReadAllBytes(assembly);
        Encoding.Unicode.GetBytes(to).CopyTo(program, program.AsSpan().IndexOf(Encoding.Unicode.GetBytes(from)));
        File.WriteAllBytes(assembly, program);
    }

    /// <summary>An operator or an admin trusts the key.</summary>
    public static async Task TrustAsync(TestPortico platform, string tenant, ECDsa? key = null, string publisher = Publisher)
    {
        var added = await platform.AsStaffAsync(tenant, RoleOf(tenant), (PublisherKeys.Handler keys) => keys.AddAsync(new(publisher, (key ?? Key).ExportSubjectPublicKeyInfoPem(), platform.Clock.GetUtcNow().AddYears(1)), default));
        if (!added.Ok && added.Error.Code != "key.known") throw new InvalidOperationException(added.Error.Text);
    }

    public static Task<Result<AddPackage.Response>> AddAsync(TestPortico platform, string tenant, byte[] package) =>
        platform.AsStaffAsync(tenant, RoleOf(tenant), (AddPackage.Handler add) => add.HandleAsync(package, "upload", default));

    /// <summary>Agrees to whatever it asks for.</summary>
    public static Task<Result<InstallPlugin.Response>> InstallAsync(TestPortico platform, string tenant, string version = Version, string id = Id) =>
        platform.AsStaffAsync(tenant, Roles.Admin, async (InstallPlugin.Handler install) =>
        {
            var asked = await platform.AsStaffAsync(tenant, Roles.Admin, (ReadPlugin.Handler read) => read.HandleAsync(id, default));
            return await install.HandleAsync(id, new(version, asked.Ok ? [.. asked.Value.Versions.SelectMany(v => v.AsksAnew).Select(line => line.Key)] : []), default);
        });

    public static Task<Result<ReadPlugin.View>> ReadAsync(TestPortico platform, string tenant, string id = Id) =>
        platform.AsStaffAsync(tenant, RoleOf(tenant), (ReadPlugin.Handler read) => read.HandleAsync(id, default));

    private static string RoleOf(string tenant) => tenant == Tenant.Platform ? Roles.Operator : Roles.Admin;
}
