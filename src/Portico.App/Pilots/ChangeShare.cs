using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Pilots;

/// <summary>More or fewer of the new customers take part in a pilot from now on. Whoever has started stays where he is.</summary>
public static class ChangeShare
{
    /// <param name="From">The share that whoever changes it has seen.</param>
    /// <param name="To">In percent; the control group is as large.</param>
    public sealed record Request(int From, int To);

    private static readonly Error Invalid = new(422, "pilot.invalid", "The share cannot be changed like this.");

    public sealed class Handler(PorticoDb db, JourneyLibrary journeys, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        public async Task<Result<bool>> HandleAsync(Guid id, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.JourneyPilots.SingleOrDefaultAsync(p => p.Id == id, ct) is not { } pilot) return EndPilot.NotFound;
            if (pilot.EndedAt is not null) return EndPilot.Ended;
            if (Shares.Problems(request.To) is { Count: > 0 } problems) return Invalid with { Fields = problems };
            if (pilot.Percent != request.From) return EndPilot.ChangedMeanwhile;
            if (pilot.Percent == request.To) return true;

            pilot.Percent = request.To;
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.pilot_share_changed", pilot.JourneyKey, pilot.Version, percent: request.To));
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return EndPilot.ChangedMeanwhile;
            }

            journeys.Changed(pilot.JourneyKey);
            return true;
        }
    }
}

internal static class Shares
{
    /// <summary>By place: <c>percent</c>.</summary>
    public static Dictionary<string, string[]> Problems(int percent) =>
        percent is >= 1 and <= JourneyPilot.LargestShare ? [] : new() { ["percent"] = [$"Give 1 to {JourneyPilot.LargestShare} percent: a control group as large is needed beside it."] };
}
