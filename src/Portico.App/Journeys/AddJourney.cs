using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Journeys;

/// <summary>Starts an empty journey: a draft with nothing but its start.</summary>
public static class AddJourney
{
    public sealed record Request(string Key, string Name);

    private static readonly Error Invalid = new(422, "journey.invalid", "Please look at the marked fields.");

    public sealed class Handler(PorticoDb db, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        /// <returns>The new journey's key.</returns>
        public async Task<Result<string>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var errors = new Dictionary<string, string[]>();
            if (!ShortName.Fits(request.Key)) errors["key"] = [ShortName.Rule];
            else if (await db.Journeys.AnyAsync(j => j.Key == request.Key, ct)) errors["key"] = ["Another journey has this short name."];
            if (string.IsNullOrWhiteSpace(request.Name)) errors["name"] = ["Give the journey a name."];
            if (errors.Count > 0) return Invalid with { Fields = errors };

            var (now, id) = (clock.GetUtcNow(), ids.New().ToString("N"));
            db.Journeys.Add(new Journey { Key = request.Key, Name = request.Name.Trim() });
            db.JourneyVersions.Add(new JourneyVersion { Id = id, JourneyKey = request.Key, Number = 1, Definition = Empty(id, request).ToJsonString(), CreatedAt = now, UpdatedAt = now });
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "journey.added", Subject = $"journey:{request.Key}" });
            await db.SaveChangesAsync(ct);
            return request.Key;
        }

        private static JsonObject Empty(string id, Request request) => new()
        {
            ["id"] = id,
            ["definitionId"] = request.Key,
            ["name"] = request.Name.Trim(),
            ["version"] = 1,
            ["isLatest"] = true,
            ["isPublished"] = false,
            ["variables"] = new JsonArray(),
            ["inputs"] = new JsonArray(),
            ["outputs"] = new JsonArray(),
            ["outcomes"] = new JsonArray(),
            ["customProperties"] = new JsonObject(),
            ["options"] = new JsonObject(),
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["nodeId"] = "Workflow1:flow",
                ["name"] = "Flowchart1",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["customProperties"] = new JsonObject(),
                ["metadata"] = new JsonObject(),
                ["activities"] = new JsonArray(new JsonObject
                {
                    ["id"] = "start",
                    ["nodeId"] = "Workflow1:flow:start",
                    ["name"] = "Start1",
                    ["type"] = "Elsa.Start",
                    ["version"] = 1,
                    ["customProperties"] = new JsonObject(),
                    ["metadata"] = new JsonObject { ["displayText"] = "Start", ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 80, ["y"] = 160 } } },
                }),
                ["connections"] = new JsonArray(),
            },
        };
    }
}
