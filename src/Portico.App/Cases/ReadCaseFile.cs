using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Everything staff may see of a case.</summary>
public static class ReadCaseFile
{
    public sealed record View
    {
        public required string Number { get; init; }
        public required string Journey { get; init; }
        public required string JourneyName { get; init; }
        public required int Version { get; init; }
        public required TenantEnvironment Environment { get; init; }
        public required CaseStatus Status { get; init; }
        public required string Locale { get; init; }
        public string? Step { get; init; }
        public string? Outcome { get; init; }
        public required DateTimeOffset StartedAt { get; init; }
        public required DateTimeOffset UpdatedAt { get; init; }
        public DateTimeOffset? EndedAt { get; init; }

        /// <summary>Set once the journal is so full that somebody should look.</summary>
        public int? JournalPercent { get; init; }
        public required IReadOnlyList<Decision> Decisions { get; init; }
        public required IReadOnlyList<Clock> Clocks { get; init; }
        public IReadOnlyList<ListAppointments.Row> Appointments { get; init; } = [];

        /// <summary>The newest lines, in order; there are earlier ones unless the first of them is the first of the case.</summary>
        public required IReadOnlyList<Entry> Timeline { get; init; }
        public required IReadOnlyList<AnsweredForm> Answers { get; init; }

        /// <summary>Those under way, and those that <see cref="Timeline"/> tells of.</summary>
        public required IReadOnlyList<CallRow> Calls { get; init; }
        public required IReadOnlyList<MessageRow> Messages { get; init; }
        public required IReadOnlyList<IncidentRow> Incidents { get; init; }
    }

    /// <summary>An agent is asked.</summary>
    public sealed record Decision(string WaitId, string Title, string? Instructions, IReadOnlyList<string> Outcomes)
    {
        /// <summary>What a check came to; whoever decides otherwise has to say why.</summary>
        public string? Suggested { get; init; }

        /// <summary>Outcomes that need a note.</summary>
        public IReadOnlyList<string> ReasonFor { get; init; } = [];

        public bool FourEyes { get; init; }

        /// <summary>What somebody proposed, and the actor who did; null: nothing yet.</summary>
        public string? ProposedOutcome { get; init; }
        public string? ProposedBy { get; init; }
        public DateTimeOffset? Deadline { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }
    }

    /// <summary>A statutory clock that runs.</summary>
    /// <param name="Until">The last day.</param>
    /// <param name="Ends">When that day is over where the tenant is.</param>
    /// <param name="Calendar">Whose working days count; null: calendar days.</param>
    public sealed record Clock(string Name, DateOnly Until, DateTimeOffset Ends, string? Calendar);

    /// <param name="Name">The activity in the words of the drawing; null: the case as a whole.</param>
    public sealed record Entry(int Seq, DateTimeOffset At, string Kind, string? Name, JsonObject Data);

    public sealed record AnsweredForm(string Title, IReadOnlyList<Answer> Answers);

    public sealed record Answer(string Label, string Type, JsonNode? Value, IReadOnlyDictionary<string, string> Options);

    public sealed record CallRow(string Id, string Name, string Contract, string Operation, string Provider, string State, int Attempts, string? LastCode, DateTimeOffset CreatedAt, DateTimeOffset? NextAt);

    public sealed record MessageRow(Guid Id, string Template, string Channel, string To, string? Subject, string Text, string Locale, MessageState State, string? FailureCode, DateTimeOffset At);

    public sealed record IncidentRow(Guid Id, string Name, string Code, string Text, DateTimeOffset RaisedAt, DateTimeOffset? ResolvedAt, string? Resolution);

    /// <summary>Lines of the timeline that are read at once. A case may have thousands.</summary>
    public const int TimelinePage = 100;

    private static readonly Error NotFound = new(404, "case.not_found", "There is no such case.");

    public sealed class Handler(PorticoDb db, ListAppointments.Handler appointments)
    {
        public async Task<Result<View>> HandleAsync(string number, CancellationToken ct)
        {
            if (await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Number == number, ct) is not { } found) return NotFound;

            var version = await db.JourneyVersions.AsNoTracking().SingleAsync(v => v.Id == found.JourneyVersionId, ct);
            var journeyName = await db.Journeys.Where(j => j.Key == found.JourneyKey).Select(j => j.Name).SingleAsync(ct);
            var run = found.Run();
            var journal = await db.LatestJournalAsync(found.Id, TimelinePage, ct);
            var names = await NamesAsync(found.JourneyKey, version.Definition, journal, ct);
            var due = await db.Due.AsNoTracking().Where(d => d.CaseId == found.Id && d.Kind == DueKind.Call && d.ActivityId != "").ToListAsync(ct);
            var messages = await db.Messages.AsNoTracking().Where(m => m.CaseId == found.Id).OrderByDescending(m => m.CreatedAt).ToListAsync(ct);
            var incidents = await db.Incidents.AsNoTracking().Where(i => i.CaseId == found.Id).OrderByDescending(i => i.RaisedAt).ToListAsync(ct);
            var entries = journal.ConvertAll(line => EntryOf(line, names));

            return new View
            {
                Number = found.Number,
                Journey = found.JourneyKey,
                JourneyName = journeyName,
                Version = found.JourneyVersion,
                Environment = found.Environment,
                Status = found.Status,
                Locale = found.Locale,
                Step = found.StepId is null ? null : names[found.StepId],
                Outcome = found.Outcome,
                StartedAt = found.StartedAt,
                UpdatedAt = found.UpdatedAt,
                EndedAt = found.EndedAt,
                JournalPercent = found.EndedAt is null && found.JournalPercent >= Case.JournalWarning ? Math.Min(found.JournalPercent, 100) : null,
                Decisions = [.. run.Waits.Where(w => w.Kind == WaitKind.Agent).Select(DecisionOf)],
                Clocks = [.. run.Waits.Where(w => w.Data["until"] is not null).Select(w => new Clock(names[w.ActivityId], DateOnly.ParseExact((string)w.Data["until"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture), At(w, "dueAt")!.Value, (string?)w.Data["calendar"]))],
                Appointments = await appointments.OfCaseAsync(found.Id, ct),
                Timeline = entries,
                Answers = await AnswersAsync(run, version.FormVersions, ct),
                Calls = Calls(entries, due, names),
                Messages = messages.ConvertAll(m => new MessageRow(m.Id, m.Template, m.Channel, m.To, m.Subject, m.ForStaff, m.Locale, m.State, m.FailureCode, m.SentAt ?? m.CreatedAt)),
                Incidents = incidents.ConvertAll(i => new IncidentRow(i.Id, names[i.ActivityId], i.Code, i.Text, i.RaisedAt, i.ResolvedAt, i.Resolution)),
            };
        }

        /// <summary>The page of the timeline before a line.</summary>
        public async Task<Result<IReadOnlyList<Entry>>> EarlierAsync(string number, int before, CancellationToken ct)
        {
            if (await db.Cases.AsNoTracking().Where(c => c.Number == number).Select(c => new { c.Id, c.JourneyKey, c.JourneyVersionId }).SingleOrDefaultAsync(ct) is not { } found) return NotFound;
            var journal = await db.LatestJournalAsync(found.Id, TimelinePage, ct, before);
            var names = await NamesAsync(found.JourneyKey, await db.JourneyVersions.Where(v => v.Id == found.JourneyVersionId).Select(v => v.Definition).SingleAsync(ct), journal, ct);
            return journal.ConvertAll(line => EntryOf(line, names));
        }

        /// <summary>A case that was migrated passed activities that its version may not know.</summary>
        private async Task<NodeNames> NamesAsync(string key, string definition, List<JournalLine> journal, CancellationToken ct)
        {
            var names = NodeNames.Of(definition);
            if (journal.TrueForAll(line => line.ActivityId is not { } id || names.Knows(id))) return names;
            foreach (var former in await db.JourneyVersions.Where(v => v.JourneyKey == key && v.PublishedAt != null).OrderByDescending(v => v.Number).Select(v => v.Definition).ToListAsync(ct)) names.Or(NodeNames.Of(former));
            return names;
        }

        private static Entry EntryOf(JournalLine line, NodeNames names) => new(line.Seq, line.At, line.Kind, line.ActivityId is null ? null : names[line.ActivityId], line.Data);

        private static Decision DecisionOf(Wait wait) => new(wait.Id, (string?)wait.Data["title"] ?? "A decision is needed", (string?)wait.Data["instructions"],
            wait.Data["outcomes"] is JsonArray outcomes ? [.. outcomes.Select(o => (string)o!)] : ["Approved", "Declined"])
        {
            Suggested = (string?)wait.Data["suggested"], ReasonFor = wait.Data["reasonFor"] is JsonArray reasons ? [.. reasons.Select(o => (string)o!)] : [], FourEyes = wait.Data["fourEyes"] is not null,
            ProposedOutcome = (string?)wait.Data["proposal"]?["outcome"], ProposedBy = (string?)wait.Data["proposal"]?["by"], Deadline = At(wait, "deadline"), ExpiresAt = At(wait, "expiresAt"),
        };

        private static DateTimeOffset? At(Wait wait, string name) => (string?)wait.Data[name] is { } at ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) : null;

        private async Task<IReadOnlyList<AnsweredForm>> AnswersAsync(RunState run, Dictionary<string, int> formVersions, CancellationToken ct)
        {
            var answers = run.Answers;
            var keys = run.StepsDone.Select(s => s.Form).Distinct().ToList();
            var forms = (await db.Forms.AsNoTracking().Where(f => keys.Contains(f.Key)).ToListAsync(ct)).Where(f => formVersions.GetValueOrDefault(f.Key) == f.Version).OrderBy(f => keys.IndexOf(f.Key));

            // The same question may stand on several forms; its answer is one.
            var shown = new HashSet<string>();
            var groups = forms.Select(f => f.Read())
                .Select(form => new AnsweredForm(form.Title.In("en"), [.. form.Fields.Where(f => answers.ContainsKey(f.Name) && shown.Add(f.Name)).Select(f => AnswerOf(f, answers[f.Name]))]))
                .Where(group => group.Answers.Count > 0).ToList();
            var others = answers.Where(a => !shown.Contains(a.Key)).Select(a => new Answer(a.Key, FieldTypes.Text, a.Value, new Dictionary<string, string>())).ToList();
            if (others.Count > 0) groups.Add(new("Also handed in", others));
            return groups;
        }

        private static Answer AnswerOf(FormField field, JsonNode? value) =>
            new(field.Label.In("en"), field.Type, value, (field.Options ?? []).DistinctBy(o => o.Value).ToDictionary(o => o.Value, o => o.Label.In("en")));

        /// <summary>Calls under way from the table of what is due; those answered from the journal, as their rows are gone.</summary>
        private static List<CallRow> Calls(List<Entry> journal, List<Due> due, NodeNames names)
        {
            var calls = due.ConvertAll(row => new CallRow(row.Id, names[row.ActivityId], row.Contract, row.Operation, row.Installation, row.State.ToString(), row.Attempts, row.LastCode, row.CreatedAt, row.State == DueState.Parked ? null : row.DueAt));
            var underWay = due.Select(row => row.Id).ToHashSet();
            foreach (var asked in journal.Where(e => e.Kind == JournalKinds.CallRequested && !underWay.Contains(CallId(e) ?? "")))
            {
                var last = journal.LastOrDefault(e => e.Kind is JournalKinds.CallAnswered or JournalKinds.CallFailed && CallId(e) == CallId(asked));
                var state = last?.Kind switch { JournalKinds.CallAnswered => "Answered", JournalKinds.CallFailed => "Failed", _ => "Withdrawn" };
                calls.Add(new(CallId(asked) ?? "", asked.Name ?? "", (string?)asked.Data["contract"] ?? "", (string?)asked.Data["operation"] ?? "", (string?)asked.Data["provider"] ?? "", state, 0, (string?)last?.Data["code"], asked.At, null));
            }

            return [.. calls.OrderByDescending(call => call.CreatedAt)];
        }

        private static string? CallId(Entry entry) => (string?)entry.Data["call"];
    }
}
