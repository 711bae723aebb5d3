using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Packages;
using Portico.App.Providers;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Packages;

/// <summary>The quick start is true: its commands, as they stand there, lead from an empty folder to a plugin that decides a case. What it says about the admin is done by the use cases behind its pages.</summary>
public sealed partial class QuickStartTests(TestPortico platform) : IClassFixture<TestPortico>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portico-test-");

    [Fact]
    public async Task Its_commands_lead_from_an_empty_folder_to_a_plugin_that_decides_a_case()
    {
        var blocks = ShellBlocks().Matches(await File.ReadAllTextAsync(Repository.Folder("sdk/docs/quick-start.md"))).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(5, blocks.Count);
        Directory.CreateDirectory(Path.Combine(folder.FullName, "empty"));

        // 1 to 4: the tool, a plugin, packed, signed and found conforming
        await RunAsync(string.Concat(blocks.Take(4)));
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "empty", "out", "conformance.json")))!["report"]!;
        Assert.True((bool)report["conforms"]! && (double)report["seconds"]! < 120, report.ToJsonString());

        // 5: be trusted
        var pem = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "empty", "acme.pub.pem"));
        Assert.True((await AsAdminAsync((PublisherKeys.Handler keys) => keys.AddAsync(new("Acme Ltd", pem, platform.Clock.GetUtcNow().AddYears(2)), default))).Ok);

        // 6: publish
        await RunAsync(blocks[4].Replace("http://127.0.0.1:5080", platform.Address.AbsoluteUri, StringComparison.Ordinal));

        // 7: install, set up, try
        const string id = "com.acme.kyc", key = "acme";
        var offered = (await Probes.ReadAsync(platform, "aurora", id)).Value;
        Assert.Equal("private", AddPackage.NameOf(offered.Plugin.Level));
        Assert.True((await AsAdminAsync((InstallPlugin.Handler install) => install.HandleAsync(id, new("1.0.0", [.. offered.Asks.Select(line => line.Key)]), default))).Ok);
        Assert.True((await AsAdminAsync((AddInstallation.Handler add) => add.HandleAsync(new(id, key, "Acme", TenantEnvironment.Test), default))).Ok);
        await SaveAsync(key, on: false);
        var check = await AsAdminAsync((CheckInstallation.Handler handler) => handler.HandleAsync(key, default));
        Assert.True(check.Value.Healthy, check.Value.Text);
        await SaveAsync(key, on: true);

        // Nobody else is there who could decide.
        await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Contract == "identity-verification" && i.Key != key).ExecuteUpdateAsync(set => set.SetProperty(i => i.Enabled, false)));
        var approved = await ApiCustomer.StartAsync(platform.Bearer("pk_test_demo_aurora"), "move-in", "en");
        await approved.FinishAsync();
        var declined = (await ApiCustomer.StartAsync(platform.Bearer("pk_test_demo_aurora"), "move-in", "en")).Answering("familyName", "Refused");
        await declined.FinishAsync();

        Assert.NotEqual(approved.Case.Outcome, declined.Case.Outcome);
    }

    private async Task SaveAsync(string key, bool on)
    {
        var revision = await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Key == key).Select(i => i.Revision).SingleAsync());
        var secrets = on ? [] : new Dictionary<string, string> { ["apiKey"] = "any", ["callbackSecret"] = "any" };
        var saved = await AsAdminAsync((SaveInstallation.Handler save) => save.HandleAsync(key, new(revision, "Acme", on, IsDefault: true, new() { ["baseUrl"] = "https://api.acme.example" }, secrets), default));
        Assert.True(saved.Ok, string.Join(' ', saved.Error?.Fields?.SelectMany(field => field.Value) ?? []));
    }

    private Task<T> AsAdminAsync<THandler, T>(Func<THandler, Task<T>> useCase) where THandler : notnull => platform.AsStaffAsync("aurora", Roles.Admin, useCase);

    /// <summary>In the folder that was empty, with no package that another build left on this machine.</summary>
    private async Task RunAsync(string commands)
    {
        var start = new ProcessStartInfo("bash") { WorkingDirectory = Path.Combine(folder.FullName, "empty"), RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("set -euo pipefail\n" + commands);
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(inherited);
        start.Environment["PORTICO"] = Path.GetDirectoryName(Repository.Folder("Platform.sln"));
        start.Environment["NUGET_PACKAGES"] = Path.Combine(folder.FullName, "cache");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // what is left running would keep our pipes open
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var shell = Process.Start(start)!;
        var output = (await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync()).WaitAsync(Patience));
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, string.Join('\n', output));
    }

    public void Dispose() => folder.Delete(recursive: true);

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlocks();
}
