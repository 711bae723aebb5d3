using System.Text.Json;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>What each expression gives was written down by V8, not by us. One line: the expression as JSON text, a tab, the value as JSON.</summary>
public sealed class CorpusTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Expressions", "corpus.txt"));

    [Fact]
    public void Every_expression_of_the_corpus_gives_what_it_gives_elsewhere()
    {
        List<string> wrong = [];
        foreach (var line in Lines)
        {
            var (text, expected) = (JsonSerializer.Deserialize<string>(line.Split('\t')[0])!, line.Split('\t')[1]);
            string actual;
            try
            {
                actual = Sample.Normal(Sample.Evaluate(text)?.ToJsonString() ?? "null");
            }
            catch (Exception e)
            {
                actual = $"{e.GetType().Name}: {e.Message}";
            }
            if (actual != Sample.Normal(expected)) wrong.Add($"{text}  =>  {actual}  instead of  {expected}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(Lines.Length > 400);
    }
}
