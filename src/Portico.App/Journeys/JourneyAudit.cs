using Portico.App.Audit;
using Portico.App.Shared;

namespace Portico.App.Journeys;

internal static class JourneyAudit
{
    public static AuditEntry Entry(Ids ids, TimeProvider clock, CurrentActor actor, string action, string key, int version, int? percent = null) => new()
    {
        Id = ids.New(),
        At = clock.GetUtcNow(),
        Actor = actor.Value.Id,
        Action = action,
        Subject = "journey:" + key,
        Data = percent is null ? FormattableString.Invariant($$"""{"version":{{version}}}""") : FormattableString.Invariant($$"""{"version":{{version}},"percent":{{percent}}}"""),
    };
}
