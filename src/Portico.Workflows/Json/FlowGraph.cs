namespace Portico.Workflows.Json;

/// <summary>
/// The connections of a flowchart, looked at from its start. A connection that would close a circle is "backward": joins do not wait for it.
/// Computed once per definition, so that runs only look up.
/// </summary>
internal sealed class FlowGraph
{
    private readonly Dictionary<string, List<Connection>> outbound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Connection>> inbound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Connection>> forwardInbound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> forwardTargets = new(StringComparer.Ordinal);
    private readonly HashSet<int> forward = [];
    private readonly IReadOnlyList<string> starters;

    public FlowGraph(IReadOnlyList<Connection> connections, ActivityNode? start, IReadOnlyList<string> starters)
    {
        this.starters = starters;
        Connections = connections;
        Start = start;
        foreach (var connection in connections)
        {
            Add(outbound, connection.Source, connection);
            Add(inbound, connection.Target, connection);
        }
        if (start is not null) FindForward(start.Id);
        foreach (var connection in connections.Where(connection => forward.Contains(connection.Number))) Add(forwardInbound, connection.Target, connection);
    }

    public ActivityNode? Start { get; }

    public IReadOnlyList<Connection> Connections { get; }

    public IReadOnlyList<Connection> Outbound(string activity) => outbound.GetValueOrDefault(activity) ?? [];

    public IReadOnlyList<Connection> Inbound(string activity) => inbound.GetValueOrDefault(activity) ?? [];

    public IReadOnlyList<Connection> ForwardInbound(string activity) => forwardInbound.GetValueOrDefault(activity) ?? [];

    public bool IsBackward(Connection connection) => !forward.Contains(connection.Number);

    /// <summary>A backward connection makes sense only if every way from the start to its source passes its target.</summary>
    public bool IsProperLoop(Connection connection) =>
        connection.Source == connection.Target || Start is null || Start.Id == connection.Target || !Reaches(Start.Id, connection.Source, connection.Target);

    public HashSet<string> Ancestors(string activity)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        var open = new Stack<string>([activity]);
        while (open.TryPop(out var current))
            foreach (var connection in ForwardInbound(current))
                if (found.Add(connection.Source)) open.Push(connection.Source);
        return found;
    }

    /// <summary>From where it begins: the start, or any activity that starts a run by itself.</summary>
    public HashSet<string> Reachable() => [.. starters.Concat(Start is null ? [] : [Start.Id]).SelectMany(id => ReachableFrom(id))];

    /// <param name="within">Only by way of these activities; null: all.</param>
    public HashSet<string> ReachableFrom(string activity, IReadOnlySet<string>? within = null)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        var open = new Stack<string>([activity]);
        while (open.TryPop(out var current))
            if (within?.Contains(current) != false && found.Add(current))
                foreach (var connection in Outbound(current)) open.Push(connection.Target);
        return found;
    }

    /// <summary>Breadth first from the start; an edge that could lead back to its own source is left out.</summary>
    private void FindForward(string start)
    {
        HashSet<string> visited = new(StringComparer.Ordinal);
        var open = new Queue<string>([start]);
        while (open.TryDequeue(out var source))
        {
            visited.Add(source);
            foreach (var connection in Outbound(source))
            {
                var known = forwardTargets.GetValueOrDefault(source)?.Contains(connection.Target) == true;
                if (!known && Reaches(connection.Target, source, null)) continue;
                forward.Add(connection.Number);
                if (known) continue;
                if (!forwardTargets.TryGetValue(source, out var targets)) forwardTargets[source] = targets = new(StringComparer.Ordinal);
                targets.Add(connection.Target);
                if (!visited.Contains(connection.Target)) open.Enqueue(connection.Target);
            }
        }
    }

    private bool Reaches(string from, string to, string? avoiding)
    {
        HashSet<string> visited = new(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var current))
        {
            if (current == to) return true;
            if (current == avoiding || !visited.Add(current)) continue;
            foreach (var next in forwardTargets.GetValueOrDefault(current) ?? []) open.Push(next);
        }
        return false;
    }

    private static void Add(Dictionary<string, List<Connection>> index, string key, Connection connection)
    {
        if (!index.TryGetValue(key, out var list)) index[key] = list = [];
        list.Add(connection);
    }
}
