using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Simulation;

/// <summary>All tests of a journey are saved at once, as they stand on the page.</summary>
public static class SaveTests
{
    /// <param name="Revision">The revision the editor started from; 0: there was no test.</param>
    /// <param name="Required">Whether publishing asks for them.</param>
    public sealed record Request(int Revision, bool Required, IReadOnlyList<JourneyTest> Tests);

    private const int MostTests = 200, LongestName = 100;

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");
    private static readonly Error Invalid = new(422, "tests.invalid", "The tests are not complete.");
    private static readonly Error Holes = new(422, "tests.invalid", "A test, or something in a test, is null. Leave out what is not said.");
    private static readonly Error TooMany = new(422, "tests.too_many", $"A journey has at most {MostTests} tests.");
    private static readonly Error ChangedMeanwhile = new(409, "tests.changed_meanwhile", "Somebody else saved tests of this journey meanwhile. Reload the page to see them.");

    public sealed class Handler(PorticoDb db, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        /// <returns>The new revision.</returns>
        public async Task<Result<int>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (!await db.Journeys.AnyAsync(j => j.Key == key, ct)) return NotFound;
            if (WhyNot(request.Tests) is { } invalid) return invalid;

            var kept = await db.JourneyTests.SingleOrDefaultAsync(t => t.JourneyKey == key, ct);
            if ((kept?.Revision ?? 0) != request.Revision) return ChangedMeanwhile;
            if (kept is null) db.JourneyTests.Add(kept = new JourneyTests { JourneyKey = key });
            kept.Write(request.Tests);
            kept.Required = request.Required;
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "journey.tests_saved", Subject = "journey:" + key,
                Data = string.Create(CultureInfo.InvariantCulture, $$"""{"tests":{{request.Tests.Count}},"required":{{(request.Required ? "true" : "false")}}}"""),
            });
            // A first save meets another first save at the key, any other one at the revision.
            return await db.WinsAsync(() => db.JourneyTests.AnyAsync(t => t.JourneyKey == key && t.Revision != request.Revision, ct), ct) ? kept.Revision : ChangedMeanwhile;
        }
    }

    /// <returns>What is wrong with tests that somebody wrote; null: nothing.</returns>
    internal static Error? WhyNot(IReadOnlyList<JourneyTest> tests)
    {
        if (tests.Count > MostTests) return TooMany;
        if (!tests.All(IsWhole)) return Holes;
        var problems = Problems(tests);
        return problems.Count > 0 ? Invalid with { Fields = problems } : null;
    }

    // JSON can say null where our types cannot.
    private static bool IsWhole(JourneyTest? test) =>
        test is { Name: not null, Answers: { } answers, Acts: { } acts, Passes: { } passes, Avoids: { } avoids }
        && answers.All(answer => answer is { Field: not null, Value: not null }) && acts.All(act => act is { Stop: not null, Outcome: not null }) && passes.Concat(avoids).All(activity => activity is not null);

    /// <summary>By place: <c>tests.0.name</c>, <c>tests.0.acts.1.stop</c>.</summary>
    private static Dictionary<string, string[]> Problems(IReadOnlyList<JourneyTest> tests)
    {
        var problems = new Dictionary<string, string[]>();
        for (var i = 0; i < tests.Count; i++)
        {
            var test = tests[i];
            if (test.Name.Trim().Length is 0 or > LongestName) problems[$"tests.{i}.name"] = [$"Give the test a name of 1 to {LongestName} characters."];
            else if (tests.Take(i).Any(other => other.Name == test.Name)) problems[$"tests.{i}.name"] = ["Another test has this name."];
            if (test.StartsOn is { } day && !Stage.CanStartOn(day)) problems[$"tests.{i}.startsOn"] = ["Give a day such as 2027-01-31, or leave it empty."];
            for (var j = 0; j < test.Answers.Count; j++)
                if (test.Answers[j].Field.Length == 0) problems[$"tests.{i}.answers.{j}.field"] = ["Choose a field."];
            for (var j = 0; j < test.Acts.Count; j++)
            {
                if (test.Acts[j].Stop.Length == 0) problems[$"tests.{i}.acts.{j}.stop"] = ["Choose an activity."];
                if (test.Acts[j].Outcome.Length == 0) problems[$"tests.{i}.acts.{j}.outcome"] = ["Choose what happens."];
                if (test.Acts[j].AfterHours is not (>= 0 and <= Stop.MostHours)) problems[$"tests.{i}.acts.{j}.afterHours"] = ["Give hours from 0 to 17520."];
            }
        }
        return problems;
    }
}
