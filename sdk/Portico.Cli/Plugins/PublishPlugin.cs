using System.Text.Json.Nodes;
using Portico.Packages;

namespace Portico.Cli.Plugins;

/// <summary>Brings a package to a folder, to a NuGet feed or to a running Portico.</summary>
internal static class PublishPlugin
{
    public const string FeedKeyVariable = "NUGET_API_KEY";

    public static async Task<int> ExecuteAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--folder", "--feed", "--server"], errors) is not { } read) return 2;
        string?[] targets = [read["--folder"], read["--feed"], read["--server"]];
        if (read.Names is not [var file] || targets.Count(target => target is not null) != 1)
        {
            errors.WriteLine("Name the package and one of --folder DIR, --feed URL, --server URL: portico plugin publish acme.kyc.1.0.0.nupkg --server https://portico.example");
            return 2;
        }

        byte[] bytes = [];
        PluginPackage? package = null;
        if (Refusals.Told(errors, () => { package = PluginPackage.Read(bytes = File.ReadAllBytes(file)); return 0; }) != 0) return 1;
        if (package!.Signature is null) errors.WriteLine("warning: the package is not signed; a Portico that is not in development refuses it.");
        var name = $"{package.Manifest.Id}.{package.Manifest.Version}.nupkg";
        if (read["--folder"] is { } folder)
        {
            return Refusals.Told(errors, () =>
            {
                Directory.CreateDirectory(folder);
                var target = Path.Combine(folder, name);
                if (File.Exists(target) && !File.ReadAllBytes(target).AsSpan().SequenceEqual(bytes)) throw new PackageException("package.other_content", $"{target} is there with other content. A version never changes: raise the number.");
                File.WriteAllBytes(target, bytes);
                output.WriteLine($"{target}: published");
                return 0;
            });
        }

        return read["--feed"] is { } feed ? await PushAsync(feed, name, bytes, output, errors) : await SendAsync(read["--server"]!, bytes, output, errors);
    }

    private static async Task<int> SendAsync(string address, byte[] bytes, TextWriter output, TextWriter errors)
    {
        using var server = Server.At(address, errors);
        if (server is null) return 2;
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/octet-stream");
        if (await server.SendAsync(HttpMethod.Post, "/api/v1/plugins", content, errors) is not { } added) return 1;
        output.WriteLine($"{added["plugin"]} {added["version"]}: {((bool?)added["new"] is true ? "added" : "was there already")}, {added["level"]}. An admin installs it under Plugins.");
        return 0;
    }

    private static async Task<int> PushAsync(string feed, string name, byte[] bytes, TextWriter output, TextWriter errors)
    {
        if (!Uri.TryCreate(feed, UriKind.Absolute, out var index) || index.Scheme != Uri.UriSchemeHttps && !index.IsLoopback)
        {
            errors.WriteLine("A feed is the https address of its index.json.");
            return 2;
        }

        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
            var resources = JsonNode.Parse(await http.GetStringAsync(index))?["resources"]?.AsArray();
            if ((string?)resources?.FirstOrDefault(one => ((string?)one?["@type"])?.StartsWith("PackagePublish/", StringComparison.Ordinal) is true)?["@id"] is not { } target)
            {
                errors.WriteLine($"{feed} takes no packages.");
                return 1;
            }

            using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "package", name } };
            using var request = new HttpRequestMessage(HttpMethod.Put, target) { Content = form };
            request.Headers.Add("X-NuGet-ApiKey", Environment.GetEnvironmentVariable(FeedKeyVariable) ?? "");
            using var reply = await http.SendAsync(request);
            if (reply.IsSuccessStatusCode)
            {
                output.WriteLine($"{name}: published to {feed}");
                return 0;
            }

            errors.WriteLine($"{feed} answered {(int)reply.StatusCode}{(reply.StatusCode == System.Net.HttpStatusCode.Conflict ? ": it has this version already" : "")}.");
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException or InvalidOperationException)
        {
            errors.WriteLine($"{feed} does not answer as a NuGet feed does: {problem.Message}");
        }

        return 1;
    }
}
