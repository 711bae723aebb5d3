using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class SmtpTests(PluginPlatform platform) : IClassFixture<PluginPlatform>
{
    private const string Subject = "Grüße aus München: Ihr Stromvertrag über 12,50 € beginnt am 1. März – schön, dass Sie da sind 🎉";

    [Theory]
    [InlineData("starttls", "plain")]
    [InlineData("starttls", "login")]
    [InlineData("tls", "plain")]
    [InlineData("tls", "login")]
    public async Task A_message_arrives_encrypted_signed_in_and_whole(string security, string auth)
    {
        using var server = await SmtpServer.StartAsync(security, auth);

        var reply = await Send(server, security, "ada@example.org", Subject, ".\r\n..\r\nGrüße\r\n.", "<p>Grüße & <b>€</b></p>");
        var message = await server.NextMessage();

        Assert.IsType<ProviderReply.Completed>(reply);
        Assert.Equal(Subject, message.GetProperty("subject").GetString());
        Assert.Equal("Stadtwerke Süd <service@sued.example>", message.GetProperty("sender").GetString());
        Assert.Equal(".\n..\nGrüße\n.", message.GetProperty("text").GetString()!.ReplaceLineEndings("\n"));
        Assert.Equal("<p>Grüße & <b>€</b></p>", message.GetProperty("html").GetString());
        Assert.Equal("multipart/alternative", message.GetProperty("type").GetString());
        Assert.True(message.GetProperty("tls").GetBoolean());
        Assert.Equal(SmtpServer.User, message.GetProperty("user").GetString());
        Assert.Equal(0, message.GetProperty("defects").GetArrayLength());
        Assert.True(message.GetProperty("longest").GetInt32() <= 78);
        Assert.Equal("Sat, 14 Mar 2026 09:00:00 +0000", message.GetProperty("date").GetString());
    }

    [Fact]
    public async Task Every_attempt_of_a_message_carries_the_same_id()
    {
        using var server = await SmtpServer.StartAsync("starttls");
        var key = platform.NewKey();

        await Send(server, "starttls", "ada@example.org", "One", "text", null, key);
        await Send(server, "starttls", "ada@example.org", "One", "text", null, key);
        await Send(server, "starttls", "ada@example.org", "Two", "text", null);

        var ids = new[] { await server.NextMessage(), await server.NextMessage(), await server.NextMessage() }.Select(m => m.GetProperty("id").GetString()).ToList();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    [Theory]
    [InlineData("nobody@example.org", "Hello", "recipient.refused", true)]
    [InlineData("busy@example.org", "Hello", "smtp.busy", false)]
    [InlineData("ada@example.org", "too much", "message.refused", true)]
    [InlineData("no address", "Hello", "recipient.invalid", true)]
    [InlineData("ada@example.org>\r\nRCPT TO:<eve@example.org", "Hello", "recipient.invalid", true)]
    public async Task A_lasting_no_is_final_and_a_passing_one_is_not(string to, string subject, string code, bool final)
    {
        using var server = await SmtpServer.StartAsync("starttls");

        var reply = await Send(server, "starttls", to, subject, "text", null);

        Assert.Equal((code, final), reply switch { ProviderReply.FailedFinal f => (f.Code, true), ProviderReply.FailedRetryable r => (r.Code, false), _ => ("none", false) });
    }

    [Theory]
    [InlineData("starttls", "pin", "ok")]
    [InlineData("tls", "pin", "ok")]
    [InlineData("starttls", "wrong pin", "smtp.certificate_refused")]
    [InlineData("starttls", "no pin", "smtp.certificate_refused")]
    [InlineData("tls", "no pin", "smtp.certificate_refused")]
    public async Task A_certificate_is_trusted_by_the_world_or_by_its_fingerprint(string security, string pin, string code)
    {
        using var server = await SmtpServer.StartAsync(security);
        var fingerprint = pin switch { "pin" => server.Fingerprint, "wrong pin" => new string('a', 64), _ => null };

        var check = await platform.Plugins.CheckAsync("channel.smtp", Installation(server.Port, security, fingerprint), CancellationToken.None);

        Assert.Equal((code, code == "ok"), (check.Code, check.Healthy));
    }

    [Fact]
    public async Task A_wrong_password_is_found_by_test_connection_and_can_be_mended_before_the_next_attempt()
    {
        using var server = await SmtpServer.StartAsync("starttls");
        var wrong = Installation(server.Port, "starttls", server.Fingerprint, password: "wrong");

        var check = await platform.Plugins.CheckAsync("channel.smtp", wrong, CancellationToken.None);
        var reply = await platform.Call(platform.Invocation("channel.smtp", "channel", "send", Message("ada@example.org", "Hello", "text", null), installation: wrong));

        Assert.Equal("smtp.sign_in_refused", check.Code);
        Assert.Equal(("smtp.sign_in_refused", false), reply is ProviderReply.FailedRetryable later ? (later.Code, later.OutcomeUnknown) : default);
    }

    [Fact]
    public async Task A_server_without_encryption_is_used_only_without_a_password_or_on_this_machine()
    {
        using var server = await SmtpServer.StartAsync("none");
        var plain = Installation(server.Port, "none", null, user: null);
        var exposed = plain with { Settings = With(plain.Settings, "userName", "portico", "host", "mail.example.org") };

        var reply = await platform.Call(platform.Invocation("channel.smtp", "channel", "send", Message("ada@example.org", "Hello", "text", null), installation: plain));

        Assert.IsType<ProviderReply.Completed>(reply);
        Assert.Null((await server.NextMessage()).GetProperty("user").GetString());
        Assert.False((await platform.Plugins.CheckAsync("channel.smtp", exposed, CancellationToken.None)).Healthy);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.1")]
    public async Task A_tenant_cannot_aim_the_mail_server_at_our_inside(string host)
    {
        var installation = Installation(25, "none", null, user: null);

        var check = await platform.Plugins.CheckAsync("channel.smtp", installation with { Settings = With(installation.Settings, "host", host) }, CancellationToken.None);

        Assert.Equal("egress.denied", check.Code);
    }

    private Task<ProviderReply> Send(SmtpServer server, string security, string to, string subject, string text, string? html, string? key = null) =>
        platform.Call(platform.Invocation("channel.smtp", "channel", "send", Message(to, subject, text, html), key, installation: Installation(server.Port, security, server.Fingerprint)));

    private static JsonObject Message(string to, string subject, string text, string? html) =>
        new() { ["channel"] = "email", ["to"] = to, ["subject"] = subject, ["text"] = text, ["html"] = html, ["locale"] = "de-DE" };

    private InstallationContext Installation(int port, string security, string? fingerprint, string? user = SmtpServer.User, string password = PluginPlatform.Secret) => platform.Installation(secret: password, settings: new JsonObject
    {
        ["host"] = "localhost", ["port"] = port, ["security"] = security, ["certificateFingerprint"] = fingerprint, ["fromAddress"] = "service@sued.example", ["fromName"] = "Stadtwerke Süd", ["userName"] = user,
    });

    private static JsonObject With(JsonObject settings, params string[] namesAndValues)
    {
        var changed = settings.DeepClone().AsObject();
        foreach (var pair in namesAndValues.Chunk(2)) changed[pair[0]] = pair[1];
        return changed;
    }
}
