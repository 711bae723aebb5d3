using System.Text.RegularExpressions;
using Portico.TestKit;

namespace Portico.App.Tests.Portal;

/// <summary>What a customer reads comes from the texts of a language, never from a page, a handler or a script: there it would be in English for everybody.</summary>
public sealed partial class WordsOutsideResourcesTests
{
    private const string Portal = "src/Portico.Portal", Forms = "src/Portico.App/Forms";

    /// <summary>Of the forms' room, what speaks to customers; the rest speaks to who makes forms.</summary>
    private static readonly string[] SpeakToCustomers = ["AddressLayouts", "AnswerReader", "Digits", "FormAnswers", "FormConditions", "FormDates", "FormViews", "NumberText", "PhoneNumbers", "SlotTimes", "Strokes"];

    /// <summary>Reviewed: drawings, and the example of a signature for whoever fills in examples.</summary>
    private static readonly string[] NoWords = ["<path fill=", "<svg xmlns=", "<rect width=", "Kim Sample", "use strict"];

    [Fact]
    public void No_page_holds_words() => Nothing(Directory.EnumerateFiles(Repository.Folder(Portal), "*.razor", SearchOption.AllDirectories), InMarkup, atLeast: 30);

    [Fact]
    public void No_code_holds_sentences() => Nothing(
        Directory.EnumerateFiles(Repository.Folder(Portal), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Folder(Forms), "*.cs").Where(file => SpeakToCustomers.Contains(Path.GetFileNameWithoutExtension(file))))
            .Concat(Directory.EnumerateFiles(Repository.Folder(Forms + "/Schemes"), "*.cs")), InCode, atLeast: 40);

    [Fact]
    public void No_script_holds_sentences() => Nothing(Directory.EnumerateFiles(Repository.Folder(Portal + "/wwwroot"), "*.js"), InScript, atLeast: 2);

    [Theory]
    [InlineData("<p>Hello there</p>", "Hello there")]
    [InlineData("@if (Case.Steps.Count > 0)\n{\n    <h2>@Words[\"a.b\"] Now</h2>\n}", "Now")]
    [InlineData("<button aria-label=\"Close it\">@Words[\"x\"]</button>", "Close it")]
    [InlineData("<p class=\"@(Wrong ? \"wrong\" : null)\">@Words.With(\"x\", Count(1 > 0))</p><i>Yes</i>", "Yes")]
    public void Words_in_a_page_would_be_found(string page, string words) => Assert.Equal(words, Assert.Single(InMarkup(page)).Trim());

    [Fact]
    public void Sentences_in_code_and_script_would_be_found()
    {
        Assert.Equal("Please try again.", Assert.Single(InCode("""return Page(visit, "Please try again.");""")));
        Assert.Equal("Please wait", Assert.Single(InScript("say(`Please wait`);")));
        Assert.Empty(InCode("""/// <summary>Says "not so fast" to nobody.</summary>"""));
    }

    private static void Nothing(IEnumerable<string> files, Func<string, IEnumerable<string>> found, int atLeast)
    {
        var read = files.Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)).ToList();

        Assert.True(read.Count >= atLeast, $"Only {read.Count} files were read.");
        Assert.Empty(read.SelectMany(file => found(File.ReadAllText(file)).Where(words => !NoWords.Any(words.Contains)).Select(words => $"{Path.GetFileName(file)}: {words}")));
    }

    private static IEnumerable<string> InCode(string code) => code.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Contains("throw new", StringComparison.Ordinal))
        .SelectMany(line => Literal().Matches(line)).Select(match => match.Groups[1].Value).Where(words => Sentence().IsMatch(words));

    private static IEnumerable<string> InScript(string script) => script.Split('\n').Select(line => Remark().Replace(line, ""))
        .SelectMany(line => ScriptLiteral().Matches(line)).Select(match => match.Groups[1].Value + match.Groups[2].Value).Where(words => Sentence().IsMatch(words));

    private static List<string> InMarkup(string razor)
    {
        var page = CodeBlock().Split(RazorComment().Replace(razor, ""))[0];
        page = Statement().Replace(page, line => line.Value.Contains("</", StringComparison.Ordinal) ? line.Value : "");
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < page.Length;)
        {
            if (page[i] != '@') plain.Append(page[i++]);
            else i = AfterExpression(page, i);
        }

        var text = plain.ToString();
        return [.. Tag().Replace(text, "<>").Split("<>").Where(words => Word().IsMatch(words)), .. Label().Matches(text).Select(match => match.Groups[1].Value)];
    }

    /// <summary>Where an expression ends that begins with @.</summary>
    private static int AfterExpression(string page, int at)
    {
        if (Control().Match(page, at) is { Success: true } control && control.Index == at) return AfterBracket(page, at + control.Length - 1);
        var end = at + 1;
        if (end < page.Length && page[end] == '(') return AfterBracket(page, end);
        while (end < page.Length)
        {
            if (char.IsLetterOrDigit(page[end]) || page[end] is '_' or '!') end++;
            else if (page[end] is '(' or '[') end = AfterBracket(page, end);
            else if (page[end] is '.' or '?' && Member().IsMatch(page[end..Math.Min(end + 3, page.Length)])) end++;
            else break;
        }
        return end;
    }

    private static int AfterBracket(string page, int open)
    {
        var (depth, closing) = (0, page[open] == '(' ? ')' : ']');
        for (var i = open; i < page.Length; i++)
        {
            if (page[i] == page[open]) depth++;
            else if (page[i] == closing && --depth == 0) return i + 1;
        }
        return page.Length;
    }

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@"^@code\b", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^[ \t]*(?:@?(?:if|else if|else|foreach|switch|for)\b|case\b|default\b|break\b|var\b|@using\b|@inherits\b|@\{).*$", RegexOptions.Multiline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"@(?:if|foreach)\s*\(")]
    private static partial Regex Control();

    [GeneratedRegex(@"^\??\.\w")]
    private static partial Regex Member();

    [GeneratedRegex(@"</?[A-Za-z!][^<>""]*(?:""[^""]*""[^<>""]*)*>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?:aria-label|title|alt|placeholder|label)=""([^""@]*\p{L}{2}[^""]*)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""|`((?:[^`\\]|\\.)*)`")]
    private static partial Regex ScriptLiteral();

    [GeneratedRegex(@"(^|\s)//.*$")]
    private static partial Regex Remark();

    [GeneratedRegex(@"[A-Za-z]{2,} [A-Za-z]{2,}")]
    private static partial Regex Sentence();
}
