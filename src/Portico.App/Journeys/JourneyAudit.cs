using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Audit;
using Portico.App.Shared;

namespace Portico.App.Journeys;

internal static class JourneyAudit
{
    public static AuditEntry Entry(Ids ids, TimeProvider clock, CurrentActor actor, string action, string key, int version, IReadOnlyList<Justification>? justifications = null, string? askedBy = null, string? reason = null, int? percent = null)
    {
        var data = new JsonObject { ["version"] = version };
        if (justifications is { Count: > 0 }) data["justifications"] = JsonSerializer.SerializeToNode(justifications, JsonSerializerOptions.Web);
        if (askedBy is not null) data["askedBy"] = askedBy;
        if (reason is not null) data["reason"] = reason;
        if (percent is not null) data["percent"] = percent;
        return new() { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = action, Subject = "journey:" + key, Data = data.ToJsonString() };
    }
}
