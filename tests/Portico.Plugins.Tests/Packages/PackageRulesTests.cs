using System.Security.Cryptography;
using System.Text;

namespace Portico.Plugins.Tests.Packages;

/// <summary>Packages that break a rule, each of which is refused before anything of it is unpacked.</summary>
public sealed class PackageRulesTests
{
    [Fact]
    public void What_the_tool_packs_is_taken_and_is_the_same_bytes_each_time()
    {
        var package = PluginPackage.Read(Crafted.Packed());

        Assert.Equal("com.acme.x", package.Manifest.Id);
        Assert.Equal(["X.dll", "[Content_Types].xml", "_rels/.rels", "com.acme.x.nuspec", "plugin.json", "texts/en.json"], package.Content.Lines.Select(line => line.Path));
        Assert.Equal(Crafted.Packed(), Crafted.Packed());
    }

    [Theory]
    [InlineData("../evil.dll")]
    [InlineData("texts/../../evil.dll")]
    [InlineData("/etc/passwd")]
    [InlineData("\\\\server\\share")]
    [InlineData("texts\\..\\evil.dll")]
    [InlineData("C:/evil.dll")]
    [InlineData("texts//evil.dll")]
    [InlineData("./evil.dll")]
    [InlineData("evil.dll\n")]
    [InlineData("evil.dll|1|00")]
    [InlineData("evil.dll.")]
    [InlineData("texts /evil.dll")]
    [InlineData("aux.dll")]
    [InlineData("texts/COM1")]
    [InlineData("../")]
    public void A_path_that_could_lead_out_of_the_folder_is_refused(string path) =>
        Assert.Equal("package.bad_path", Crafted.Refusal(() => PluginPackage.Read(Crafted.Zip([.. Crafted.Honest, (path, path.EndsWith('/') ? "" : "x")]))));

    [Fact]
    public void A_path_that_is_too_long_is_refused() =>
        Assert.Equal("package.bad_path", Crafted.Refusal(() => PluginPackage.Read(Crafted.Zip([.. Crafted.Honest, (new string('a', 201), "x")]))));

    [Theory]
    [InlineData(0xA1FF, "package.link")] // symbolic link
    [InlineData(0x21B6, "package.link")] // character device
    [InlineData(0x11B6, "package.link")] // pipe
    [InlineData(0x41ED, "package.bad_path")] // says it is a folder
    [InlineData(0x81A4, null)] // plain file
    public void Only_plain_files_are_taken(int mode, string? code)
    {
        var entries = Crafted.Honest.Select(entry => (entry.Path, Encoding.UTF8.GetBytes(entry.Content), 0)).Append(("texts/en.json", "/etc/passwd"u8.ToArray(), mode << 16));

        Assert.Equal(code, Crafted.Refusal(() => PluginPackage.Read(Crafted.Zip(entries))));
    }

    [Theory]
    [InlineData("plugin.json")] // the second manifest would win on one system, the first on another
    [InlineData("x.DLL")]
    [InlineData("X.dll/inside")]
    public void Two_entries_that_are_one_file_somewhere_are_refused(string path) =>
        Assert.Equal("package.duplicate", Crafted.Refusal(() => PluginPackage.Read(Crafted.Zip([.. Crafted.Honest, (path, "other")]))));

    [Fact]
    public void A_bomb_is_refused_by_what_comes_out_of_it()
    {
        var zeros = new byte[PackageRules.LargestUnpackedBytes / 4];
        var bomb = Crafted.Zip([.. Crafted.Honest.Select(entry => (entry.Path, Encoding.UTF8.GetBytes(entry.Content), 0)), .. Enumerable.Range(0, 5).Select(n => ($"zeros{n}", zeros, 0))]);

        Assert.True(bomb.Length < PackageRules.LargestUnpackedBytes / 50, "It is small.");
        Assert.Equal("package.bomb", Crafted.Refusal(() => PluginPackage.Read(bomb)));
    }

    [Fact]
    public void A_bomb_that_lies_about_its_size_is_refused_or_stays_as_small_as_it_says()
    {
        var entries = Crafted.Honest.Select(entry => (entry.Path, Encoding.UTF8.GetBytes(entry.Content), 0)).Append(("zeros", new byte[PackageRules.LargestUnpackedBytes + 1], 0));
        var bomb = Crafted.Zip(entries);
        var name = bomb.AsSpan().LastIndexOf("zeros"u8); // in the central directory; the size stands 22 bytes before the name
        BitConverter.GetBytes(5).CopyTo(bomb, name - 22);

        ContentList? content = null;
        var code = Crafted.Refusal(() => content = PluginPackage.Read(bomb).Content);

        Assert.Contains(code ?? content!.Lines.Single(line => line.Path == "zeros").Size.ToString(System.Globalization.CultureInfo.InvariantCulture), (string[])["package.bomb", "package.not_zip", "5"]);
    }

    [Fact]
    public void Too_many_entries_are_refused() =>
        Assert.Equal("package.too_many_entries", Crafted.Refusal(() => PluginPackage.Read(Crafted.Zip([.. Crafted.Honest, .. Enumerable.Range(0, PackageRules.MostEntries).Select(n => ($"f{n}", ""))]))));

    [Fact]
    public void Too_many_bytes_are_refused_before_they_are_looked_at() =>
        Assert.Equal("package.too_large", Crafted.Refusal(() => PluginPackage.Read(new byte[PackageRules.LargestPackageBytes + 1])));

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(5_000)]
    public void What_is_no_archive_is_refused(int length) =>
        Assert.Equal("package.not_zip", Crafted.Refusal(() => PluginPackage.Read(RandomNumberGenerator.GetBytes(length))));

    [Fact]
    public void An_archive_that_ends_early_is_refused() =>
        Assert.Equal("package.not_zip", Crafted.Refusal(() => PluginPackage.Read(Crafted.Packed()[..^30])));

    [Fact]
    public void A_package_without_a_manifest_is_refused() =>
        Assert.Equal("package.no_manifest", Crafted.Refusal(() => PluginPackage.Read(Crafted.Zip(("lib/plugin.json", Crafted.Manifest()), ("X.dll", "assembly")))));

    [Fact]
    public void A_manifest_that_cannot_be_used_is_refused_in_its_own_words()
    {
        var refused = Assert.Throws<PackageException>(() => PluginPackage.Read(Crafted.Zip(("plugin.json", Crafted.Manifest()))));

        Assert.Equal(("package.bad_manifest", "The entry assembly is not in the plugin's folder."), (refused.Code, refused.Message));
    }

    [Fact]
    public void A_manifest_of_many_megabytes_is_not_read() =>
        Assert.Equal("package.bad_manifest", Crafted.Refusal(() => PluginPackage.Read(Crafted.Zip(("plugin.json", new string(' ', 300 * 1024) + Crafted.Manifest()), ("X.dll", "assembly")))));

    [Fact]
    public void A_package_is_unpacked_as_a_whole_and_the_folder_is_what_was_listed()
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("portico-test-").FullName, "unpacked");
        var package = PluginPackage.Read(Crafted.Signed());

        package.ExtractTo(folder);

        Assert.Null(ContentList.OfFolder(folder).DifferenceFrom(package.Content));
        Assert.True(File.Exists(Path.Combine(folder, "plugin.sig")));
        Assert.Equal([folder], Directory.GetFileSystemEntries(Path.GetDirectoryName(folder)!));
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    [Theory]
    [InlineData("added", "“evil.dll” was added")]
    [InlineData("changed", "“X.dll” was changed")]
    [InlineData("missing", "“X.dll” is missing")]
    [InlineData("linked", "package.link")]
    public void A_folder_that_somebody_touched_is_not_the_package_any_more(string how, string found)
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("portico-test-").FullName, "unpacked");
        var package = PluginPackage.Read(Crafted.Signed());
        package.ExtractTo(folder);
        var assembly = Path.Combine(folder, "X.dll");
        if (how == "added") File.WriteAllText(Path.Combine(folder, "evil.dll"), "x");
        else if (how == "changed") File.AppendAllText(assembly, "x");
        else File.Delete(assembly);
        if (how == "linked") File.CreateSymbolicLink(assembly, "/etc/hostname");

        string? difference = null;
        var code = Crafted.Refusal(() => difference = ContentList.OfFolder(folder).DifferenceFrom(package.Content));

        Assert.Equal(found, code ?? difference);
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    [Theory]
    [InlineData("1.0.0 1.0.1 1.2.0 1.10.0 2.0.0")]
    [InlineData("1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0")]
    public void Versions_stand_in_their_order(string versions)
    {
        var inOrder = versions.Split(' ');

        Assert.Equal(inOrder, inOrder.Reverse().Order(SemanticVersion.Order));
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("01.0.0")]
    [InlineData("1.0.0+build")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.99999999999")]
    [InlineData("1.0.0\n")]
    public void What_is_no_version_is_none(string text) => Assert.False(SemanticVersion.TryParse(text, out _));
}
