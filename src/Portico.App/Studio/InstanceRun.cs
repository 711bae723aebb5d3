using System.Globalization;
using System.Text.Json.Nodes;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.Workflows;

namespace Portico.App.Studio;

/// <summary>A workflow instance: what was entered and left, told from its journal. Answers of the customer are not in there.</summary>
internal sealed class InstanceRun
{
    /// <summary>One visit of one activity.</summary>
    /// <param name="Key">The engine's id of the visit; a repeated attempt has the same.</param>
    public sealed record Execution(int Seq, string? Key, string ActivityId, string Type, DateTimeOffset StartedAt)
    {
        /// <summary>As the version calls it that the case is in.</summary>
        public string ActivityId { get; set; } = ActivityId;

        public DateTimeOffset? EndedAt { get; set; }
        public string Status { get; set; } = "Running";
        public string? Fault { get; set; }
        public JsonArray Outcomes { get; set; } = [];
    }

    private static readonly Dictionary<string, string> Events = new()
    {
        [JournalKinds.ActivityStarted] = "Started",
        [JournalKinds.ActivityCompleted] = "Completed",
        [JournalKinds.ActivityFaulted] = "Faulted",
        [JournalKinds.ActivityCancelled] = "Cancelled",
        [JournalKinds.StepOpened] = "Suspended",
        [JournalKinds.StepReopened] = "Suspended",
        [JournalKinds.StepCompleted] = "Resumed",
        [JournalKinds.CallRequested] = "Suspended",
        [JournalKinds.CallPending] = "Suspended",
        [JournalKinds.CallAnswered] = "Resumed",
        [JournalKinds.CallFailed] = "Resumed",
        [JournalKinds.TimerFired] = "Resumed",
        [JournalKinds.ChildStarted] = "Suspended",
        [JournalKinds.ChildFinished] = "Resumed",
        [JournalKinds.EventReceived] = "Resumed",
        [JournalKinds.HttpReceived] = "Resumed",
    };

    private readonly Instance instance;
    private readonly IReadOnlyList<JournalLine> journal;
    private readonly Dictionary<string, JsonObject> nodes;
    private readonly List<Execution> executions = [];
    private readonly Dictionary<int, Execution> executionOfRow = [];

    public InstanceRun(Instance instance, IReadOnlyList<JournalLine> journal, JourneyVersion version)
    {
        (this.instance, this.journal) = (instance, journal);
        nodes = JourneyDocument.WithAllInside(JourneyDocument.Parse(version.Definition)["root"]!.AsObject()).DistinctBy(node => node["id"]!.ToString()).ToDictionary(node => node["id"]!.ToString());
        foreach (var row in journal)
        {
            if (row.ActivityId is not null) Read(row);
            else if (row.Kind == JournalKinds.CaseMigrated && row.Data["activities"] is JsonObject renamed) foreach (var execution in executions) execution.ActivityId = renamed[execution.ActivityId]?.ToString() ?? execution.ActivityId;
        }
    }

    public RunState Run => instance.Run;

    public IEnumerable<Execution> At(string nodeId) => executions.Where(execution => NodeIdOf(execution.ActivityId) == nodeId);

    public Execution? Find(int seq) => executions.Find(execution => execution.Seq == seq);

    public string NodeIdOf(string activityId) => nodes.TryGetValue(activityId, out var node) ? node["nodeId"]!.ToString() : "Workflow1:" + activityId;

    public JsonObject Report(IEnumerable<string> nodeIds) => new()
    {
        ["stats"] = new JsonArray([.. nodeIds.Distinct().Select(Stats).OfType<JsonObject>()]),
    };

    public IEnumerable<JsonObject> Journal()
    {
        foreach (var row in journal.Where(row => row.ActivityId is not null && Events.ContainsKey(row.Kind)))
        {
            var data = row.Data;
            yield return new JsonObject
            {
                ["id"] = Id(row.Seq),
                ["activityInstanceId"] = Id(executionOfRow.TryGetValue(row.Seq, out var execution) ? execution.Seq : row.Seq),
                ["parentActivityInstanceId"] = null,
                ["activityId"] = row.ActivityId,
                ["activityType"] = row.ActivityType,
                ["activityTypeVersion"] = VersionOf(row.ActivityId!),
                ["activityName"] = NameOf(row.ActivityId!),
                ["nodeId"] = NodeIdOf(row.ActivityId!),
                ["timestamp"] = Text(row.At),
                ["sequence"] = row.Seq,
                ["eventName"] = Events[row.Kind],
                ["message"] = row.Kind == JournalKinds.ActivityFaulted ? execution?.Fault : null,
                ["source"] = row.Kind,
                ["activityState"] = new JsonObject(),
                ["payload"] = data["outcomes"] is { } outcomes ? new JsonObject { ["Outcomes"] = outcomes.DeepClone() } : data.DeepClone(),
            };
        }
    }

    public JsonObject Describe(Execution execution, bool whole)
    {
        var record = new JsonObject
        {
            ["id"] = Id(execution.Seq),
            ["workflowInstanceId"] = instance.Number,
            ["activityId"] = execution.ActivityId,
            ["activityNodeId"] = NodeIdOf(execution.ActivityId),
            ["activityType"] = execution.Type,
            ["activityTypeVersion"] = VersionOf(execution.ActivityId),
            ["activityName"] = NameOf(execution.ActivityId),
            ["metadata"] = new JsonObject(),
            ["startedAt"] = Text(execution.StartedAt),
            ["hasBookmarks"] = IsWaiting(execution),
            ["status"] = execution.Status,
            ["aggregateFaultCount"] = execution.Status == "Faulted" ? 1 : 0,
            ["completedAt"] = execution.EndedAt is { } ended ? Text(ended) : null,
        };
        if (!whole) return record;
        record["activityState"] = new JsonObject();
        record["payload"] = new JsonObject { ["Outcomes"] = execution.Outcomes.DeepClone() };
        record["outputs"] = new JsonObject();
        record["properties"] = new JsonObject();
        record["exception"] = execution.Fault is { } fault ? Exception(fault) : null;
        return record;
    }

    public JsonArray Incidents() => new([.. Run.Incidents.Select(incident => new JsonObject
    {
        ["activityId"] = incident.ActivityId,
        ["activityNodeId"] = NodeIdOf(incident.ActivityId),
        ["activityType"] = incident.ActivityType,
        ["message"] = incident.Message,
        ["exception"] = Exception(incident.Message, incident.Code),
        ["timestamp"] = Text(journal.LastOrDefault(row => row.Kind == JournalKinds.IncidentRaised && row.ActivityId == incident.ActivityId)?.At ?? instance.UpdatedAt),
    })]);

    public static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private void Read(JournalLine row)
    {
        var data = row.Data;
        var key = data["execution"]?.ToString();
        var execution = executions.FindLast(candidate => key is null ? candidate.ActivityId == row.ActivityId && candidate.Status == "Running" : candidate.Key == key);
        switch (row.Kind)
        {
            case JournalKinds.ActivityStarted:
            case JournalKinds.StepReopened when execution is null:
                execution = new Execution(row.Seq, key, row.ActivityId!, row.ActivityType ?? "", row.At);
                executions.Add(execution);
                break;
            case JournalKinds.ActivityCompleted:
                End(execution, row.At, "Completed");
                if (execution is not null && data["outcomes"] is JsonArray outcomes) execution.Outcomes = outcomes.DeepClone().AsArray();
                break;
            case JournalKinds.ActivityCancelled:
                End(execution, row.At, "Canceled");
                break;
            case JournalKinds.ActivityFaulted:
                End(execution, row.At, "Faulted");
                if (execution is not null) execution.Fault = Run.Incidents.LastOrDefault(incident => incident.ActivityId == row.ActivityId)?.Message ?? data["code"]?.ToString() ?? "The activity failed.";
                break;
        }
        if (execution is not null) executionOfRow[row.Seq] = execution;
    }

    private static void End(Execution? execution, DateTimeOffset at, string status)
    {
        if (execution is not null) (execution.Status, execution.EndedAt) = (status, at);
    }

    private JsonObject? Stats(string nodeId)
    {
        var visits = At(nodeId).ToList();
        if (visits.Count == 0) return null;
        var completed = visits.Count(visit => visit.Status == "Completed");
        return new JsonObject
        {
            ["activityId"] = visits[0].ActivityId,
            ["activityNodeId"] = nodeId,
            ["startedCount"] = visits.Count,
            ["completedCount"] = completed,
            ["uncompletedCount"] = visits.Count - completed,
            ["isBlocked"] = visits.Any(IsWaiting),
            ["isFaulted"] = Run.Incidents.Any(incident => incident.ActivityId == visits[0].ActivityId),
            ["metadata"] = new JsonObject(),
        };
    }

    private bool IsWaiting(Execution execution) => execution.Status == "Running" && Run.Waits.Any(wait => wait.ActivityId == execution.ActivityId);

    private string Id(int seq) => string.Create(CultureInfo.InvariantCulture, $"{instance.Number}.{seq}");

    private int VersionOf(string activityId) => nodes.TryGetValue(activityId, out var node) && node["version"] is JsonValue version && version.TryGetValue(out int number) ? number : 1;

    private string? NameOf(string activityId) => nodes.TryGetValue(activityId, out var node) ? (node["metadata"] as JsonObject)?["displayText"]?.ToString() ?? node["name"]?.ToString() : null;

    private static JsonObject Exception(string message, string? code = null) => new() { ["type"] = code ?? "Incident", ["message"] = message, ["stackTrace"] = null, ["innerException"] = null };
}
