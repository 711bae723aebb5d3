using System.Reflection;

namespace Portico.House.Tests;

/// <summary>What partners build against changes only on purpose.</summary>
public sealed class SdkTests
{
    private const string Approved = "tests/Portico.House.Tests/Approved/Portico.Sdk.txt";

    [Fact]
    public void The_public_face_of_the_SDK_is_the_approved_one()
    {
        var face = PublicFace.Of(Assembly.Load("Portico.Sdk"));
        if (Repository.Approves) Approve(Approved, face);

        var approved = Repository.Has(Approved) ? Repository.Read(Approved).ReplaceLineEndings("\n") : "";

        Verdict.Holds("The SDK's face changed. If that is meant, run the tests with PORTICO_APPROVE=1 and review the difference:",
            Difference(approved, face));
    }

    [Fact]
    public void A_changed_member_shows_in_the_face()
    {
        var face = PublicFace.Of([typeof(Shown)]);

        Assert.Contains("    string? Name { get; init; }", face, StringComparison.Ordinal);
        Assert.Contains("    virtual Task<int> CountAsync(string from, int most = 3)", face, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", face, StringComparison.Ordinal);
        Assert.Equal(["- b", "+ c"], Difference("a\nb\n", "a\nc\n"));
    }

    [Fact]
    public void The_SDK_needs_nothing_but_dotnet()
    {
        using var sdk = Repository.Assembly("Portico.Sdk");

        Verdict.Holds("The SDK names:", sdk.AssemblyReferences.Select(r => r.Name).Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name != "netstandard"));
    }

    [Fact]
    public void No_contract_can_express_a_card_number()
    {
        static IEnumerable<string> Suspicious(IEnumerable<Type> types) =>
            from type in types
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where System.Text.RegularExpressions.Regex.IsMatch(member.Name, "(?i)card|cvv|cvc|expiry|expiration|(?-i:Pan)(?![a-z])") && (type.Name, member.Name) != ("PaymentMethod", "Card")
            select $"{type.Name}.{member.Name}";

        Verdict.Holds("The SDK speaks of cards:", Suspicious(Assembly.Load("Portico.Sdk").GetExportedTypes()));
        Assert.Contains("WithCard.CardNumber", Suspicious([typeof(WithCard)]));
    }

    private sealed record WithCard(string CardNumber);

    [Fact]
    public void The_API_reference_is_made_of_the_SDK_s_own_comments()
    {
        const string page = "sdk/docs/api.md";
        var written = ApiReference.Of(Assembly.Load("Portico.Sdk"), System.Xml.Linq.XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Portico.Sdk.xml")));
        if (Repository.Approves) Approve(page, written);

        Verdict.Holds($"{page} is not what the comments say. Run the tests with PORTICO_APPROVE=1 and review the difference:", Difference(Repository.Has(page) ? Repository.Read(page).ReplaceLineEndings("\n") : "", written));
        Assert.Contains("| `static PluginLogField Of(string name, TimeSpan value)` | How long something took.", written, StringComparison.Ordinal);
        Assert.Contains("| `IReadOnlyDictionary<string, string> Headers { get; init; }` | Headers; `Host` and those of the transport are refused.", written, StringComparison.Ordinal);
    }

    private static void Approve(string path, string text)
    {
        var file = new FileInfo(Repository.PathOf(path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }

    private static IEnumerable<string> Difference(string approved, string face)
    {
        string[] before = approved.Split('\n'), after = face.Split('\n');
        return before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line));
    }

    private abstract class Shown
    {
        public string? Name { get; init; }

        public virtual Task<int> CountAsync(string from, int most = 3) => Hidden(most);

        private static Task<int> Hidden(int most) => Task.FromResult(most);
    }
}
