using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Portico.Cli.Plugins;

/// <summary>Writes a plugin to begin with: the same files that <c>dotnet new portico-…</c> writes.</summary>
internal static partial class NewPlugin
{
    private static readonly string[] Kinds = ["kyc", "payment", "channel", "connector"];

    public static int Execute(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--id", "--publisher", "--output"], errors) is not { } read) return 2;
        if (read.Names is not [var kind, var name] || !Kinds.Contains(kind) || !NamePattern().IsMatch(name))
        {
            errors.WriteLine($"Say which kind of plugin and how it is called: portico plugin new {string.Join('|', Kinds)} Acme.Kyc");
            return 2;
        }

        var id = read["--id"] ?? name.ToLowerInvariant();
        var publisher = read["--publisher"] ?? name.Split('.')[0];
        if (!IdPattern().IsMatch(id) || publisher.Any(letter => char.IsControl(letter) || letter is '"' or '\\'))
        {
            errors.WriteLine("An id holds lower case letters, digits, dots and dashes; a publisher’s name no quotes.");
            return 2;
        }

        var folder = Path.GetFullPath(read["--output"] ?? name);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            errors.WriteLine($"{folder} is not empty.");
            return 1;
        }

        var stem = $"templates/portico-{kind}/";
        var drawn = "Acme." + char.ToUpperInvariant(kind[0]) + kind[1..];
        Directory.CreateDirectory(folder);
        foreach (var resource in Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(one => one.StartsWith(stem, StringComparison.Ordinal)))
        {
            using var stream = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!, Encoding.UTF8);
            var text = stream.ReadToEnd().Replace($"com.acme.{kind}", id, StringComparison.Ordinal).Replace("Acme Ltd", publisher, StringComparison.Ordinal).Replace(drawn, name, StringComparison.Ordinal);
            var file = resource[stem.Length..].Replace(drawn, name, StringComparison.Ordinal).Replace(".csproj.txt", ".csproj", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, file), text);
        }

        output.WriteLine($"{folder}: {id}, published by {publisher}. Next: dotnet build {read["--output"] ?? name}");
        return 0;
    }

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9_]*(\.[A-Z][A-Za-z0-9_]*)*\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[a-z0-9]+([.-][a-z0-9]+)*\z")]
    private static partial Regex IdPattern();
}
