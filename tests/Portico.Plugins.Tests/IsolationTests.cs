using System.Net;
using System.Net.Sockets;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>What the platform says of how plugins are held in is what a plugin finds.</summary>
public sealed class IsolationTests
{
    [Fact]
    public async Task Where_the_platform_says_so_a_plugin_reaches_no_network_at_all()
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var found = Probes.Word(await own.Platform.Probe("look", $"port {((IPEndPoint)listener.LocalEndpoint).Port}"));

        Assert.Equal(own.Platform.Plugins.Isolated.NoNetwork ? "unreached" : "reached", found);
    }

    [Fact]
    public async Task Where_the_operator_wants_none_of_it_the_network_is_open()
    {
        await using var own = await Own.StartAsync(options => options.Isolate = false, CrashTests.Probe);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Equal("reached", Probes.Word(await own.Platform.Probe("look", $"port {((IPEndPoint)listener.LocalEndpoint).Port}")));
        Assert.False(own.Platform.Plugins.Isolated.NoNetwork);
    }

    [Theory]
    [InlineData("limit Max open files", "512")]
    [InlineData("limit Max core file size", "0")]
    [InlineData("limit Max file size", "268435456")]
    [InlineData("limit Max data size", "402653184")] // 128 MiB of the manifest and 256 for the runtime
    [InlineData("limit Max address space", "4697620480")]
    [InlineData("status NoNewPrivs", "1")]
    [InlineData("status CapEff", "0000000000000000")]
    public async Task Limits_and_rights_are_those_that_the_system_shows(string look, string value)
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);
        var active = own.Platform.Plugins.Isolated;

        var found = Probes.Word(await own.Platform.Probe("look", look));

        Assert.Equal(look.StartsWith("limit", StringComparison.Ordinal) ? active.Limits : active.NoPrivileges, found == value);
    }

    [Fact]
    public async Task With_accounts_of_their_own_plugins_work_as_before_and_read_nothing_of_ours()
    {
        await using var own = await Own.StartAsync(options => options.FirstAccount = 61_000, CrashTests.Probe);
        var ours = Path.Combine(own.Platform.DataFolder, "ours.txt");
        await File.WriteAllTextAsync(ours, "secret");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(ours, UnixFileMode.UserRead);
        var active = own.Platform.Plugins.Isolated;

        var account = int.Parse(Probes.Word(await own.Platform.Probe("look", "account")), System.Globalization.CultureInfo.InvariantCulture);
        var read = Probes.Word(await own.Platform.Probe("look", "file " + ours));
        var pending = Assert.IsType<ProviderReply.Pending>(await own.Platform.Verify("Callback")); // it writes its ledger, and posts through the broker
        var callback = await own.Platform.NextCallback();

        Assert.Equal(active.OwnAccount, account is > 61_000 and < 62_001);
        Assert.Equal(active.OwnAccount ? "unread" : "read", read);
        Assert.Equal(pending.Reference, Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read("kyc.sandbox", callback)).Reference);
    }
}
