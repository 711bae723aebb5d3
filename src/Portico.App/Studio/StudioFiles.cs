using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Portico.App.Studio;

/// <summary>The bytes of the designer: the npm package as it is (its loader checks hashes), in the smallest encoding it ships with, and our own two files.</summary>
public sealed partial class StudioFiles(IOptions<StudioOptions> options, IHostEnvironment environment, ILogger<StudioFiles> log) : IDisposable
{
    /// <summary>Where our own files are, below <c>/studio/</c>.</summary>
    public const string Own = "_portico/";

    /// <summary>ICU's data is the one kind of file that ASP.NET Core does not know.</summary>
    private static readonly FileExtensionContentTypeProvider Types = new() { Mappings = { [".dat"] = "application/octet-stream" } };

    private static readonly (string Token, string Extension)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    private static readonly Dictionary<string, (byte[] Bytes, string Tag)> OwnFiles = new[] { "bridge.js", "studio.css" }.ToDictionary(name => Own + name, ReadOwn);

    private readonly string folder = Path.Combine(environment.ContentRootPath, options.Value.Folder);
    private PhysicalFileProvider? files;

    /// <summary>The package may be installed while we run; from then on the designer works.</summary>
    public bool Installed => File.Exists(Path.Combine(folder, "_framework", "blazor.webassembly.js"));

    public void ReportMissing()
    {
        if (!Installed) log.LogWarning("The designer's files are not in {Folder}: run `npm ci` in src/Portico.Host/Studio, or set Portico:Studio:Folder. Everything else works.", folder);
    }

    public async Task ServeAsync(HttpContext http, string path)
    {
        if (path.StartsWith(Own, StringComparison.Ordinal))
        {
            await ServeOwnAsync(http, path);
            return;
        }
        var file = Find(path);
        if (file is null || !Types.TryGetContentType(path, out var type))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound; // never a page in the place of a file: the loader would try to run it
            return;
        }
        var headers = http.Response.Headers;
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        foreach (var (token, extension) in Encodings)
        {
            if (!accepted.Contains(token, StringComparison.OrdinalIgnoreCase) || Find(path + extension) is not { } packed) continue;
            file = packed;
            headers.ContentEncoding = token;
            break;
        }
        headers.Vary = "Accept-Encoding";
        headers.ContentType = type;
        headers.CacheControl = Fingerprinted().IsMatch(path) ? "public, max-age=31536000, immutable" : "no-cache";
        var tag = FormattableString.Invariant($"\"{file.LastModified.ToUnixTimeSeconds():x}-{file.Length:x}\"");
        if (Unchanged(http, tag)) return;
        headers.ContentLength = file.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.SendFileAsync(file, http.RequestAborted);
    }

    public void Dispose() => files?.Dispose();

    private IFileInfo? Find(string path)
    {
        if (files is null && Directory.Exists(folder)) files = new PhysicalFileProvider(folder);
        return files?.GetFileInfo(path) is { Exists: true, IsDirectory: false } file ? file : null;
    }

    private static async Task ServeOwnAsync(HttpContext http, string path)
    {
        if (!OwnFiles.TryGetValue(path, out var own))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Response.ContentType = path.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        if (Unchanged(http, own.Tag)) return;
        http.Response.ContentLength = own.Bytes.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.Body.WriteAsync(own.Bytes, http.RequestAborted);
    }

    private static bool Unchanged(HttpContext http, string tag)
    {
        http.Response.Headers.ETag = tag;
        if (!http.Request.Headers.IfNoneMatch.Contains(tag)) return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static (byte[] Bytes, string Tag) ReadOwn(string name)
    {
        using var stream = typeof(StudioFiles).Assembly.GetManifestResourceStream("Studio/" + name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"");
    }

    [GeneratedRegex(@"\.[a-z0-9]{10}\.(wasm|js|dat|css|bundle\.scp\.css)$")]
    private static partial Regex Fingerprinted();
}
