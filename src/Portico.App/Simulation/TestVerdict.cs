using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Forms;

namespace Portico.App.Simulation;

/// <param name="Difference">What is otherwise than the test says, in words: the first thing only, because what follows comes of it. Null: the test is passed.</param>
/// <param name="Outcome">What the journey ended with; null: nothing, or it did not end.</param>
/// <param name="Duration">By the virtual clock.</param>
/// <param name="Path">Names of the activities that the case came to.</param>
public sealed record TestVerdict(string Name, string? Difference, string? Outcome, TimeSpan Duration, IReadOnlyList<string> Path)
{
    public bool Passed => Difference is null;

    internal static TestVerdict Of(JourneyTest test, Stage stage, DateOnly today)
    {
        if (Vanished(test, stage) is { } vanished) return new(test.Name, vanished, null, TimeSpan.Zero, []);
        var start = stage.Morning(test.StartsOn is { } day ? FormDates.Read(day)!.Value : today);
        var result = VirtualRun.Walk(stage, new Script(test), start, seed: 1);
        return new(test.Name, Compare(test, stage.Drawing, result), result.Outcome, result.Duration, [.. result.Path.Select(stage.Drawing.NameOf)]);
    }

    /// <summary>A test speaks of a drawing that has changed meanwhile.</summary>
    private static string? Vanished(JourneyTest test, Stage stage)
    {
        var stops = stage.Stops.Select(stop => stop.Id).ToHashSet(StringComparer.Ordinal);
        var named = test.Acts.Select(act => act.Stop).Concat(test.Answers.Select(answer => answer.Stop).OfType<string>()).Where(stop => !stops.Contains(stop))
            .Concat(test.Passes.Concat(test.Avoids).Where(activity => !stage.Drawing.Names.ContainsKey(activity)));
        return named.FirstOrDefault() is { } first ? $"The drawing has no activity “{first}” any more." : null;
    }

    private static string? Compare(JourneyTest test, Drawing drawing, VirtualResult result)
    {
        if (result.Findings is [var finding, ..]) return $"At “{finding.Place}”: {finding.Text}";
        if (test.Outcome is { } wanted && result.Outcome != wanted) return result.Outcome is { } other ? $"It ended with “{other}” instead of “{wanted}”." : $"It ended without an outcome instead of with “{wanted}”.";
        if (test.Passes.FirstOrDefault(activity => !result.Path.Contains(activity)) is { } missed) return $"It did not come to “{drawing.NameOf(missed)}”.";
        return test.Avoids.FirstOrDefault(result.Path.Contains) is { } passed ? $"It came to “{drawing.NameOf(passed)}”." : null;
    }

    /// <summary>Everything goes smoothly and at once.</summary>
    internal static Cast Smooth => new Script(new JourneyTest { Name = "" });

    private sealed class Script(JourneyTest test) : Cast
    {
        private readonly SampleAnswers samples = new(null);

        public override (string Outcome, TimeSpan After) Next(Stop stop, int visit)
        {
            var acts = test.Acts.Where(act => act.Stop == stop.Id).ToList();
            return acts.Count == 0 ? (stop.Outcomes[0], TimeSpan.Zero) : (acts[Math.Min(visit, acts.Count) - 1].Outcome, TimeSpan.FromHours(acts[Math.Min(visit, acts.Count) - 1].AfterHours));
        }

        public override JsonObject Answer(Stop stop, FormDefinition form, DateOnly today)
        {
            var answers = samples.Of(form, today);
            foreach (var given in test.Answers.Where(given => (given.Stop is null || given.Stop == stop.Id) && form.Fields.Any(field => field.Name == given.Field))) answers[given.Field] = Read(given.Value);
            return answers;
        }

        private static JsonNode? Read(string text)
        {
            try
            {
                return text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : text;
            }
            catch (JsonException)
            {
                return text; // then it is no JSON, and the field says what it thinks of it
            }
        }
    }
}
