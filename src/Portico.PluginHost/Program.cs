using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Portico.PluginHost;

if (args is not [var socket, "--plugins", var folders])
{
    await Console.Error.WriteLineAsync("Usage: portico-pluginhost <socket> --plugins <folder>[,<folder>...]   (protocol: sdk/docs/protocol.md)");
    return 2;
}

// Standard output belongs to the protocol and standard error may hold anything: plugins get neither.
var output = Console.Out;
AuthorsBench.Begin(Console.Error);
Console.SetOut(TextWriter.Null);
Console.SetError(TextWriter.Null);

var greeting = JsonSerializer.Deserialize<Greeting>(await Console.In.ReadLineAsync() ?? "null", Wire.Json);
if (greeting is not { Protocol: Wire.Protocol }) return 3;

var messages = new ParentMessages(output);
using var http = BrokerClient.For(greeting.Broker);
var plugins = folders.Split(',').Select(PluginSlot.Load).ToList();
var endpoint = new PluginEndpoint(plugins, greeting, http, messages);

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = Wire.LargestMessageBytes;
    kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
    kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http1);
});
await using var app = builder.Build();
app.Run(endpoint.AnswerAsync);
await app.StartAsync();
if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
messages.Ready();

// The parent holds the other end of standard input: when it dies, however it dies, so does this process.
while (await Console.In.ReadLineAsync() is not null)
{
}

Environment.Exit(0);
return 0;
