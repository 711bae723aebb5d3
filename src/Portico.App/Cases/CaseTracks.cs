using System.Globalization;
using System.Text.Json.Serialization;
using Portico.App.Calendars;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>One line of "where is my request": what is done, what happens now, what is certain to follow.</summary>
/// <param name="Id">Of the activity.</param>
/// <param name="Kind"><c>form</c>, <c>identity-verification</c>, <c>payment</c>, <c>agent</c>, <c>document</c>, <c>appointment</c>, <c>period</c>, <c>withdrawal</c>, <c>end</c>; <c>other</c> for anything technical.</param>
/// <param name="State"><c>done</c>; <c>failed</c> it came to nothing, and the journey knows; <c>current</c>; <c>next</c>.</param>
/// <param name="At">When it was done, by the tenant's clock; null: that is not known.</param>
/// <param name="WaitsFor">Of what is current: <c>customer</c>, <c>tenant</c>, <c>provider</c> or <c>time</c>.</param>
/// <param name="Until">Of what is current: the last day of a period or a deadline, if there is one that is not past.</param>
/// <param name="TitleIn">The language of the title, if it is another one than that of the case.</param>
public sealed record TrackView(
    string Id, string Kind, string Title, string State, DateTimeOffset? At, string? WaitsFor, DateOnly? Until, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TitleIn = null)
{
    public const string Done = "done", Failed = "failed", Current = "current", Next = "next";
}

/// <summary>Puts what the drawing and the run say of a case into the customer's words. Names of activities are for staff, and are never shown.</summary>
internal static class CaseTracks
{
    /// <summary>Ways out by which something came to nothing.</summary>
    private static readonly HashSet<string> Vain = ["Refused", "TryAgain", "Failed", "Cancelled", "NoShow", "Expired"];

    public static IReadOnlyList<TrackView> Of(Case found, PublishedJourney journey, RunState run, TenantCalendars.TenantTime time, DateOnly today)
    {
        var (texts, lines) = (FormTexts.In(found.Locale), new List<TrackView>());
        foreach (var entry in journey.Definition.Track(run))
        {
            var (title, titleIn) = TitleOf(entry);
            var line = new TrackView(entry.ActivityId, entry.Shows ?? "other", title, StateOf(entry), entry.At is { } at ? SlotTimes.In(time.Zone, at) : null, entry.Wait is null ? null : WaitsFor(entry.Wait), entry.Wait is null ? null : Until(entry.Wait, time, today), titleIn);
            // Several technical waits are one thing for whoever reads it.
            if (line.Kind != "other" || lines.TrueForAll(other => other.Kind != "other")) lines.Add(line);
        }

        if (found.EndedAt is { } ended) lines.Add(End(ended));
        return lines;

        TrackView End(DateTimeOffset at)
        {
            var page = run is { Status: RunStatus.Completed, EndPage: { } key } ? journey.Forms.GetValueOrDefault(key) : null;
            return new("end", "end", page?.Title.In(found.Locale, time.DefaultLocale) ?? texts[found.Status == CaseStatus.Cancelled ? "track.closed" : "track.end"], page?.Tone == "stopped" || found.Status == CaseStatus.Cancelled ? TrackView.Failed : TrackView.Done,
                SlotTimes.In(time.Zone, at), null, null, page?.Title.ForeignTo(found.Locale, time.DefaultLocale));
        }

        (string, string?) TitleOf(TrackEntry entry)
        {
            var node = journey.Definition.Nodes.First(node => node.Id == entry.ActivityId);
            if (entry.Shows == "form" && journey.Forms.GetValueOrDefault((string?)entry.Wait?.Data["form"] ?? node.Literals.GetValueOrDefault("form", "")) is { } form) return (form.Title.In(found.Locale, time.DefaultLocale), form.Title.ForeignTo(found.Locale, time.DefaultLocale));
            if (entry.Shows == "document" && ((string?)entry.Wait?.Data["document"] ?? node.Literals.GetValueOrDefault("document")) is { Length: > 0 } document) return (texts.Text("track.document.what", ("document", document)), null);
            return (texts[entry switch { { Shows: "withdrawal", Outcome: "Withdrawn" } => "track.withdrawn", { Shows: { } kind } => $"track.{kind}", _ => "track.work" }], null);
        }
    }

    private static string StateOf(TrackEntry entry) => entry.State switch
    {
        TrackState.Current => TrackView.Current,
        TrackState.Next => TrackView.Next,
        _ => entry.Outcome is { } outcome && Vain.Contains(outcome) ? TrackView.Failed : TrackView.Done,
    };

    private static string WaitsFor(Wait wait) => wait switch
    {
        { Kind: WaitKind.Form } or { Kind: WaitKind.Agent } when wait.Kind == WaitKind.Form || wait.Data["document"] is not null => "customer",
        { Kind: WaitKind.Call } when wait.Data["action"] is not null => "customer",
        { Kind: WaitKind.Call } => "provider",
        { Kind: WaitKind.Timer or WaitKind.Appointment or WaitKind.Withdrawal } => "time",
        _ => "tenant",
    };

    /// <summary>A day that is past is no promise any more, and not said; what has no day gets none.</summary>
    public static DateOnly? Until(Wait wait, TenantCalendars.TenantTime time, DateOnly today)
    {
        if (((string?)wait.Data["until"] ?? (string?)wait.Data["deadlineDay"]) is { } last) return Later(DateOnly.ParseExact(last, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        var instant = wait.Kind switch
        {
            WaitKind.Timer => wait.Data["dueAt"],
            WaitKind.Agent => wait.Data["task"] is null ? wait.Data["deadline"] : wait.Data["expiresAt"],
            _ => null,
        };
        return (string?)instant is { } at ? Later(time.DayOf(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture))) : null;

        DateOnly? Later(DateOnly day) => day >= today ? day : null;
    }
}
