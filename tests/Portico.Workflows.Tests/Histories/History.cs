using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Histories;

/// <summary>One line of a file: a run from its start, the events that pushed it, and after each push the hash of what the world was told.</summary>
internal sealed record History(string ContentHash, long Seed, RunStart Start, string? Zone, DateTimeOffset StartedAt, string StartHash, List<History.Push> Pushes)
{
    internal sealed record Push(DateTimeOffset At, RunEvent Event, string Hash);

    public RunEnvironment Environment(DateTimeOffset at) => new(at, Seed, Zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(Zone));

    /// <summary>Runs the history and says after which push it first went another way (0: the start); null: it did not.</summary>
    public int? FirstDifference(WorkflowDefinition definition, Action<Burst>? seen = null)
    {
        var burst = WorkflowRunner.Start(definition, Start, Environment(StartedAt));
        seen?.Invoke(burst);
        if (Hash(burst) != StartHash) return 0;
        for (var number = 0; number < Pushes.Count; number++)
        {
            // As a platform that was stopped and started again between any two events.
            burst = WorkflowRunner.Push(definition, RunState.Parse(burst.State.ToJson()), Pushes[number].Event, Environment(Pushes[number].At));
            seen?.Invoke(burst);
            if (Hash(burst) != Pushes[number].Hash) return number + 1;
        }
        return null;
    }

    /// <summary>Of the commands, not of the state: how a run is stored may change, what it does may not. The wording of an incident is not a command.</summary>
    public static string Hash(Burst burst)
    {
        var commands = new JsonObject
        {
            ["journal"] = List(burst.Journal, entry => new JsonArray(entry.Kind, entry.ActivityId, entry.ActivityType, Sorted(new JsonObject(entry.Data.Where(member => member.Key != "message").Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))))),
            ["calls"] = List(burst.Calls, call => new JsonArray(call.Id, call.ActivityId, call.Contract, call.Operation, call.Provider, Sorted(call.Input), call.Awaited)),
            ["timers"] = List(burst.Timers, timer => new JsonArray(timer.Id, timer.ActivityId, Text(timer.DueAt))),
            ["children"] = List(burst.Children, child => new JsonArray(child.Id, child.ActivityId, child.DefinitionId, Sorted(child.Input), child.Awaited, child.VersionId)),
            ["events"] = List(burst.Events, published => new JsonArray(published.Name, Sorted(published.Payload), published.CorrelationId, published.IsLocal)),
            ["cancelled"] = List(burst.Cancelled, id => JsonValue.Create(id)),
            ["status"] = burst.State.Status.ToString(),
            ["outcome"] = burst.State.Outcome,
            ["outcomes"] = List(burst.State.Outcomes, name => JsonValue.Create(name)),
            ["output"] = Sorted(burst.State.Output),
            ["waits"] = List(burst.State.Waits, wait => new JsonArray(wait.Id, wait.ActivityId, wait.Kind.ToString(), Sorted(wait.Data))),
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(commands.ToJsonString())));
    }

    public string ToLine() => new JsonObject
    {
        ["definition"] = ContentHash, ["seed"] = Seed, ["zone"] = Zone, ["at"] = Text(StartedAt), ["hash"] = StartHash,
        ["start"] = new JsonObject
        {
            ["run"] = Start.RunId, ["input"] = Start.Input.DeepClone(), ["correlation"] = Start.CorrelationId, ["locale"] = Start.Locale, ["continue"] = Start.ContinueWithIncidents,
            ["trigger"] = Start.TriggerActivityId, ["payload"] = Start.TriggerPayload?.DeepClone(),
        },
        ["pushes"] = List(Pushes, push => new JsonArray(Text(push.At), EventText.Write(push.Event), push.Hash)),
    }.ToJsonString();

    public static History Read(string line)
    {
        var json = JsonNode.Parse(line)!;
        var start = json["start"]!;
        return new(
            (string)json["definition"]!, (long)json["seed"]!,
            new((string)start["run"]!, start["input"]!.DeepClone().AsObject(), (string?)start["correlation"], (string)start["locale"]!, (bool?)start["continue"], (string?)start["trigger"], start["payload"]?.DeepClone()),
            (string?)json["zone"], Time(json["at"]), (string)json["hash"]!,
            [.. json["pushes"]!.AsArray().Select(push => new Push(Time(push![0]), EventText.Read(push[1]!.AsArray()), (string)push[2]!))]);
    }

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => new([.. items.Select(write)]);

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray array => List(array, Sorted),
        _ => node?.DeepClone(),
    };

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonNode? node) => DateTimeOffset.ParseExact((string)node!, "O", CultureInfo.InvariantCulture);
}
