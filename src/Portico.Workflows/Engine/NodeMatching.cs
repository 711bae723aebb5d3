using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>Finds which activity of a new version stands for which of an old one: by identity, then by meaning, as long as it is clear.</summary>
internal static class NodeMatching
{
    private const int Clear = 2;

    public static Dictionary<string, (string To, MatchedBy By)> Of(WorkflowDefinition from, WorkflowDefinition to, IReadOnlyDictionary<string, string> chosen)
    {
        var found = new Dictionary<string, (string To, MatchedBy By)>(StringComparer.Ordinal);
        foreach (var (old, now) in chosen.Where(choice => from.Has(choice.Key) && to.Has(choice.Value))) found[old] = (now, MatchedBy.Choice);
        var open = from.Root.Descendants().Prepend(from.Root).Where(node => !chosen.ContainsKey(node.Id)).ToList();
        if (!chosen.ContainsKey(from.Root.Id) && IsSameKind(from.Root, to.Root)) found[from.Root.Id] = (to.Root.Id, from.Root.Id == to.Root.Id ? MatchedBy.Id : MatchedBy.Meaning);
        foreach (var old in open.Where(old => to.Has(old.Id) && IsSameKind(old, to.Node(old.Id)))) found[old.Id] = (old.Id, MatchedBy.Id);

        // Each match makes the place of its neighbours clearer.
        while (Next(open.FindAll(old => !found.ContainsKey(old.Id)), [.. to.Root.Descendants().Where(now => found.Values.All(match => match.To != now.Id))], found) is { } pair) found[pair.Old] = (pair.Now, MatchedBy.Meaning);
        return found;
    }

    public static bool IsSameKind(ActivityNode old, ActivityNode now) =>
        old.Activity is not null && old.Activity == now.Activity && (old.Activity is RunJourney ? old.Definition == now.Definition : old.Type == now.Type);

    public static MoveProblem Unmapped(ActivityNode old) => new(old.Id, MoveCodes.Unmapped, $"'{old.DisplayText}' has no place in the new version. Choose where its cases go on.");

    /// <summary>Why a run that rests at one of them cannot rest at the other.</summary>
    /// <param name="wait">Its rest, if it rests there: what it waits for was read when it came.</param>
    public static MoveProblem? Conflict(ActivityNode old, ActivityNode now, WaitData? wait)
    {
        if (!IsSameKind(old, now)) return new(old.Id, MoveCodes.OtherType, $"'{old.DisplayText}' and '{now.DisplayText}' are different kinds of activities.");
        if (Subject(now) is not { } subject || now.Literal(subject) is not { } wanted || (old.Literal(subject) ?? (string?)wait?.Data[Kept(subject)]) is not { } was || was == wanted) return null;
        return now.Activity is ShowForm
            ? new(old.Id, MoveCodes.OtherForm, $"'{old.DisplayText}' shows the form '{was}', '{now.DisplayText}' another one: '{wanted}'.")
            : new(old.Id, MoveCodes.OtherSubject, $"'{old.DisplayText}' waits for '{was}', '{now.DisplayText}' for something else: '{wanted}'.");
    }

    /// <summary>The setting that says what is waited for.</summary>
    private static string? Subject(ActivityNode node) => node.Activity switch
    {
        ShowForm => "form",
        StartChild => "workflowDefinitionId",
        Event => "eventName",
        HttpEndpoint => "path",
        _ => null,
    };

    private static string Kept(string subject) => subject switch { "workflowDefinitionId" => "definition", "eventName" => "event", "path" => "", _ => subject };

    private static (string Old, string Now)? Next(List<ActivityNode> olds, List<ActivityNode> nows, Dictionary<string, (string To, MatchedBy By)> found)
    {
        var likeness = (from old in olds from now in nows let score = Score(old, now, found) + (IsOnly(old, olds) && IsOnly(now, nows) ? 1 : 0) where score >= Clear select (Old: old, Now: now, Score: score)).ToList();
        foreach (var best in likeness.OrderByDescending(pair => pair.Score))
        {
            // Clear only if neither of them is as much like another one.
            if (likeness.Count(other => (other.Old == best.Old || other.Now == best.Now) && other.Score >= best.Score) == 1) return (best.Old.Id, best.Now.Id);
        }
        return null;
    }

    private static int Score(ActivityNode old, ActivityNode now, Dictionary<string, (string To, MatchedBy By)> found)
    {
        if (old.Parent is not { } parent || now.Parent is null || found.GetValueOrDefault(parent.Id).To != now.Parent.Id || Conflict(old, now, null) is not null) return -1;
        var score = string.Equals(old.DisplayText, now.DisplayText, StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        if (Meaning(old) is { } meaning && meaning == Meaning(now)) score += 2;
        var around = Ways(now).ToHashSet();
        return score + Ways(old).Count(way => around.Contains((way.Port, way.In, found.TryGetValue(way.Neighbour, out var match) ? match.To : "?")));
    }

    private static bool IsOnly(ActivityNode node, List<ActivityNode> open) => !open.Exists(other => other != node && IsSameKind(other, node));

    private static string? Meaning(ActivityNode node) => node.Activity switch
    {
        AskProvider => node.Literal("provider"),
        SendMessage => node.Literal("template"),
        EndJourney => node.Literal("outcome"),
        _ => Subject(node) is { } subject ? node.Literal(subject) : null,
    };

    private static IEnumerable<(string Port, bool In, string Neighbour)> Ways(ActivityNode node)
    {
        if (node.Parent is not { } parent) yield break;
        if (parent.Graph is { } graph)
        {
            foreach (var way in graph.Outbound(node.Id)) yield return (way.Port, false, way.Target);
            foreach (var way in graph.Inbound(node.Id)) yield return (way.Port, true, way.Source);
            yield break;
        }
        foreach (var (slot, inside) in parent.Slots)
            if (inside == node) yield return (slot, true, parent.Id);
        var index = parent.Children.IndexOf(node);
        if (index > 0) yield return ("", true, parent.Children[index - 1].Id);
        if (index >= 0 && index + 1 < parent.Children.Count) yield return ("", false, parent.Children[index + 1].Id);
    }
}
