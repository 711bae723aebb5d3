using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Appointments;

/// <summary>An admin says who can be booked, for what, and for how many at a time.</summary>
public static class SaveResource
{
    /// <param name="Revision">That the changes were made to; 0: it is new.</param>
    public sealed record Request(string Key, int Revision, string Name, IReadOnlyList<string> Skills, int Capacity, int Weight, string? TimeZone, bool Paused);

    private static readonly Error Invalid = new(422, "answers.invalid", "The resource cannot be saved like this.");
    private static readonly Error Exists = new(409, "resource.exists", "There is a resource of that short name already.");
    private static readonly Error NotFound = new(404, "resource.not_found", "There is no such resource.");
    private static readonly Error ChangedMeanwhile = new(409, "resource.changed_meanwhile", "Somebody else saved this resource meanwhile. Reload it to see their changes.");

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<int>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var zone = string.IsNullOrWhiteSpace(request.TimeZone) ? null : request.TimeZone.Trim();
            if (Problems(request, zone) is { Count: > 0 } problems) return Invalid with { Fields = problems };

            var found = await db.BookableResources.SingleOrDefaultAsync(r => r.Key == request.Key, ct);
            if (request.Revision == 0 && found is not null) return Exists;
            if (request.Revision > 0 && found is null) return NotFound;
            if (found is not null && found.Revision != request.Revision) return ChangedMeanwhile;
            if (found is null) db.BookableResources.Add(found = new BookableResource { Key = request.Key, Name = request.Name });

            (found.Name, found.Skills, found.Capacity, found.Weight, found.TimeZone, found.Paused, found.Revision) =
                (request.Name.Trim(), [.. Skills.Tidy(request.Skills)], request.Capacity, request.Weight, zone, request.Paused, request.Revision + 1);
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "resource.saved", Subject = "resource:" + request.Key });
            return await db.WinsAsync(() => db.BookableResources.AnyAsync(r => r.Key == request.Key && r.Revision != request.Revision, ct), ct) ? found.Revision : ChangedMeanwhile;
        }
    }

    private static Dictionary<string, string[]> Problems(Request request, string? zone)
    {
        var problems = new Dictionary<string, string[]>();
        if (!ShortName.Fits(request.Key)) problems["key"] = [ShortName.Rule];
        if (request.Name.Trim().Length is 0 or > 100) problems["name"] = ["Give it a name of at most 100 characters."];
        if (request.Capacity is < 1 or > 50) problems["capacity"] = ["1 to 50 appointments at the same time."];
        if (request.Weight is < 1 or > 10) problems["weight"] = ["1 to 10."];
        if (Skills.Problem(request.Skills) is { } words) problems["skills"] = [words];
        if (zone is not null && (zone.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))) problems["zone"] = ["There is no such time zone. Write it like Europe/London."];
        return problems;
    }
}
