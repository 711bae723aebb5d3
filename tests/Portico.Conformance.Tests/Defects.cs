using System.IO.Compression;
using System.Reflection;
using System.Reflection.Emit;
using System.Text.Json.Nodes;

namespace Portico.Conformance.Tests;

/// <summary>For each check a way to break a plugin that it has to find. Most are defects of the flawed plugin, named by the check; the others spoil a copy of it, or of the plugin in JavaScript.</summary>
internal static class Defects
{
    /// <summary>Found by these as well, and why that cannot be otherwise.</summary>
    public static readonly IReadOnlyDictionary<string, (string[] Too, string Why)> FoundTwice = new Dictionary<string, (string[], string)>
    {
        ["callbacks.unknown-reference"] = (["culture.callbacks"], "the process in other surroundings never saw the reference either"),
        ["care.erase"] = (["care.erase-down"], "who asks nobody does not see that the provider is down"),
        ["care.erase-unknown"] = (["care.erase-again"], "a provider that has erased something does not know it any more"),
    };

    /// <summary>They stay in the process, or in its folders.</summary>
    public static readonly IReadOnlySet<string> Lasting = new HashSet<string> { "apis.scratch", "limits.memory", "limits.files", "limits.threads", "limits.orphan" };

    /// <summary>Check → what is done to a copy of the plugin’s folder; the result is what is tested.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Scratch, string>> OfFolders = new Dictionary<string, Func<Scratch, string>>
    {
        ["package.rules"] = copy => Done(copy, () => File.CreateSymbolicLink(copy["link.txt"], "plugin.json")),
        ["package.manifest"] = copy => Manifest(copy, json => json["sdk"] = ">=1.0"),
        ["package.sheet"] = copy => Done(copy, () => File.Delete(copy["conformance.json"])),
        ["package.starts"] = copy => Manifest(copy, json => json["version"] = "9.9.9"),
        ["package.contracts"] = copy => Manifest(copy, json => json["defect"] = "package.contracts"),
        ["package.capabilities"] = copy => Manifest(copy, json => json["provides"]![0]!["capabilities"] = new JsonArray("callbacks")),
        ["package.signature"] = copy => Packed(copy, archive => Write(archive, "later.txt", "added after signing"u8.ToArray()), sign: true),
        ["package.keys"] = copy => Done(copy, () => File.WriteAllText(copy["acme.txt"], "-----BEGIN " + "PRIVATE KEY-----\nMIGH\n")),
        ["package.own"] = copy => Packed(copy, archive => Write(archive, "Portico.Sdk.dll", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "pluginhost", "Portico.Sdk.dll")))),
        ["package.data"] = copy => Manifest(copy, json => json["dataClasses"]![0]!["retention"] = "until Tuesday"),
        ["package.texts"] = copy => Manifest(copy, json => json["texts"]!["de"]!.AsObject().Remove("service.refused")),
        ["package.words"] = copy => Manifest(copy, json => { foreach (var language in (string[])["en", "de"]) json["texts"]![language]!.AsObject().Remove("service.refused"); }),
        ["apis.process"] = copy => Using(copy, typeof(System.Diagnostics.Process).GetMethod("GetCurrentProcess", [])!),
        ["apis.files"] = copy => Using(copy, typeof(Path).GetMethod("GetTempPath", [])!),
        ["apis.network"] = copy => Using(copy, typeof(System.Net.Dns).GetMethod("GetHostName", [])!),
        ["apis.environment"] = copy => Using(copy, typeof(Environment).GetProperty("MachineName")!.GetMethod!),
        ["apis.emit"] = copy => Using(copy, typeof(OpCodes).GetMethod("TakesSingleByteArgument")!, il => il.Emit(OpCodes.Ldsfld, typeof(OpCodes).GetField("Nop")!)),
        ["apis.native"] = copy => Native(copy),
        ["apis.load"] = copy => Using(copy, typeof(Assembly).GetMethod("LoadFrom", [typeof(string)])!, il => il.Emit(OpCodes.Ldstr, "other.dll")),
    };

    /// <summary>Check → what is done to a copy of the plugin in JavaScript: what goes wrong below the SDK.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, string>> OfPrograms = new Dictionary<string, Func<string, string>>
    {
        ["package.protocol"] = text => text.Replace("if (request.headers['portico-nonce'] !== greeting.nonce) return response.writeHead(401).end();", "", StringComparison.Ordinal),
    };

    private static string Done(Scratch copy, Action spoil)
    {
        spoil();
        return copy.Folder;
    }

    private static string Manifest(Scratch copy, Action<JsonNode> change) => Done(copy, () =>
    {
        var json = JsonNode.Parse(File.ReadAllText(copy["plugin.json"]))!;
        change(json);
        File.WriteAllText(copy["plugin.json"], json.ToJsonString());
    });

    private static string Packed(Scratch copy, Action<ZipArchive> change, bool sign = false)
    {
        var package = PackageWriter.Pack(copy.Folder);
        if (sign) package = PackageWriter.Sign(package, Author.Key);
        var file = copy["packed.nupkg"];
        File.WriteAllBytes(file, package);
        using var archive = ZipFile.Open(file, ZipArchiveMode.Update);
        change(archive);
        return file;
    }

    private static void Write(ZipArchive archive, string path, byte[] content)
    {
        using var entry = archive.CreateEntry(path).Open();
        entry.Write(content);
    }

    private static string Using(Scratch copy, MethodInfo used, Action<ILGenerator>? before = null) => Assembled(copy, type =>
    {
        var il = type.DefineMethod("Use", MethodAttributes.Public | MethodAttributes.Static, typeof(void), []).GetILGenerator();
        before?.Invoke(il);
        il.Emit(OpCodes.Call, used);
        if (used.ReturnType != typeof(void)) il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ret);
    });

    private static string Native(Scratch copy) => Assembled(copy, type =>
        type.DefinePInvokeMethod("getpid", "libc", MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.PinvokeImpl, CallingConventions.Standard, typeof(int), [], System.Runtime.InteropServices.CallingConvention.Cdecl, System.Runtime.InteropServices.CharSet.Ansi));

    /// <summary>An assembly that nobody calls lies beside the plugin: what is brought along is read, too.</summary>
    private static string Assembled(Scratch copy, Action<TypeBuilder> define)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Brought"), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("Brought").DefineType("Brought.Along", TypeAttributes.Public | TypeAttributes.Class);
        define(type);
        type.CreateType();
        assembly.Save(copy["Brought.dll"]);
        return copy.Folder;
    }
}

internal static class Author
{
    public static System.Security.Cryptography.ECDsa Key { get; } = PublisherKey.Open(PublisherKey.Generate().PrivatePem);
}
