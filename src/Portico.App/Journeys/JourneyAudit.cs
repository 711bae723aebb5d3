using Portico.App.Audit;
using Portico.App.Shared;

namespace Portico.App.Journeys;

internal static class JourneyAudit
{
    public static AuditEntry Entry(Ids ids, TimeProvider clock, CurrentActor actor, string action, string key, int version) => new()
    {
        Id = ids.New(),
        At = clock.GetUtcNow(),
        Actor = actor.Value.Id,
        Action = action,
        Subject = "journey:" + key,
        Data = FormattableString.Invariant($$"""{"version":{{version}}}"""),
    };
}
