using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Appointments;

/// <summary>An admin says what can be booked, and when.</summary>
public static class SaveServiceOffer
{
    /// <param name="Revision">That the changes were made to; 0: it is new.</param>
    public sealed record Request(string Key, int Revision, LocalText Name, int DurationMinutes, int BufferMinutes, int LeadHours, int HorizonDays, int ChangeHours, IReadOnlyList<string> Skills, IReadOnlyList<OpeningHours> Hours, bool Paused);

    private static readonly Error Invalid = new(422, "answers.invalid", "The service cannot be saved like this.");
    private static readonly Error Exists = new(409, "service.exists", "There is a service of that short name already.");
    private static readonly Error NotFound = new(404, "service.not_found", "There is no such service.");
    private static readonly Error ChangedMeanwhile = new(409, "service.changed_meanwhile", "Somebody else saved this service meanwhile. Reload it to see their changes.");

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<int>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (Problems(request) is { Count: > 0 } problems) return Invalid with { Fields = problems };

            var found = await db.ServiceOffers.SingleOrDefaultAsync(s => s.Key == request.Key, ct);
            if (request.Revision == 0 && found is not null) return Exists;
            if (request.Revision > 0 && found is null) return NotFound;
            if (found is not null && found.Revision != request.Revision) return ChangedMeanwhile;
            if (found is null) db.ServiceOffers.Add(found = new ServiceOffer { Key = request.Key });

            (found.Name, found.DurationMinutes, found.BufferMinutes, found.LeadHours, found.HorizonDays, found.ChangeHours) = (request.Name, request.DurationMinutes, request.BufferMinutes, request.LeadHours, request.HorizonDays, request.ChangeHours);
            (found.Skills, found.Hours, found.Paused, found.Revision) = ([.. Skills.Tidy(request.Skills)], [.. request.Hours.OrderBy(h => h.Day).ThenBy(h => h.From)], request.Paused, request.Revision + 1);
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "service.saved", Subject = "service:" + request.Key });
            return await db.WinsAsync(() => db.ServiceOffers.AnyAsync(s => s.Key == request.Key && s.Revision != request.Revision, ct), ct) ? found.Revision : ChangedMeanwhile;
        }
    }

    private static Dictionary<string, string[]> Problems(Request request)
    {
        var problems = new Dictionary<string, string[]>();
        void Add(string field, bool wrong, string words)
        {
            if (wrong) problems[field] = [words];
        }

        Add("key", !ShortName.Fits(request.Key), ShortName.Rule);
        Add("name", request.Name.Texts.Values.All(string.IsNullOrWhiteSpace) || request.Name.Texts.Values.Any(name => name.Length > 100), "Give it a name of at most 100 characters: customers read it.");
        Add("duration", !IsQuarters(request.DurationMinutes, 15, 480), "15 minutes to 8 hours, in whole quarters of an hour.");
        Add("buffer", !IsQuarters(request.BufferMinutes, 0, 240), "0 to 240 minutes, in whole quarters of an hour.");
        Add("lead", request.LeadHours is < 0 or > 720, "0 to 720 hours.");
        Add("horizon", request.HorizonDays is < 1 or > 180, "1 to 180 days.");
        Add("change", request.ChangeHours is < 0 or > 720, "0 to 720 hours.");
        Add("skills", Skills.Problem(request.Skills) is not null, Skills.Problem(request.Skills) ?? "");
        Add("hours", request.Hours.Any(h => !IsQuarters(h.From, 0, 1425) || !IsQuarters(h.To, 15, 1440) || h.To <= h.From), "Opening hours end later on the day than they begin, and lie on whole quarters of an hour.");
        if (!problems.ContainsKey("hours")) Add("hours", request.Hours.Any(h => request.Hours.Any(other => other != h && other.Day == h.Day && other.From < h.To && h.From < other.To)) || request.Hours.Distinct().Count() < request.Hours.Count, "Two of the opening hours of a day overlap.");
        return problems;
    }

    private static bool IsQuarters(int minutes, int least, int most) => minutes >= least && minutes <= most && minutes % SlotClaim.Minutes == 0;
}

/// <summary>Words for what somebody can do, as tasks use them, too.</summary>
internal static class Skills
{
    public static IEnumerable<string> Tidy(IEnumerable<string> skills) => skills.Select(skill => skill.Trim()).Where(skill => skill.Length > 0).Distinct();

    public static string? Problem(IReadOnlyList<string> skills) => skills.Count > 20 ? "At most 20 skills." : skills.Any(skill => skill.Trim().Length > 64) ? "A skill is a word of at most 64 characters." : null;
}
