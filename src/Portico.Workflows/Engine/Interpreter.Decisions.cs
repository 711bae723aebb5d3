using System.Text.Json.Nodes;
using Portico.Workflows.Activities;

namespace Portico.Workflows.Engine;

/// <summary>What people of the tenant decide: one alone, or two who must agree.</summary>
internal sealed partial class Interpreter
{
    private void Decide(RunEvent.Decided decided)
    {
        var wait = Asked(decided.WaitId, decided.Outcome, nameof(decided));
        if (NeedsTwo(wait)) throw new ArgumentException("This decision needs two people: the first proposes, the second confirms.", nameof(decided));
        pointOfNoReturn = true;
        Resume(wait.Context, decided, null);
    }

    private void Propose(RunEvent.Proposed proposed)
    {
        var wait = Asked(proposed.WaitId, proposed.Outcome, nameof(proposed));
        if (!NeedsTwo(wait)) throw new ArgumentException("This decision is one person's.", nameof(proposed));
        if (wait.Data["proposal"] is not null) throw new StaleEventException("proposal", proposed.WaitId);
        pointOfNoReturn = true;
        wait.Change(data => data["proposal"] = new JsonObject { ["outcome"] = proposed.Outcome, ["by"] = proposed.By });
        Journal(JournalKinds.DecisionProposed, definition.Node(wait.Activity), new() { ["outcome"] = proposed.Outcome });
    }

    private void Confirm(RunEvent.Confirmed confirmed)
    {
        var wait = Asked(confirmed.WaitId, confirmed.Outcome, nameof(confirmed));
        if (wait.Data["proposal"] is not { } proposal || (string?)proposal["outcome"] != confirmed.Outcome) throw new StaleEventException("proposal", confirmed.WaitId);
        if ((string?)proposal["by"] == confirmed.By) throw new ArgumentException("Whoever proposed it cannot confirm it.", nameof(confirmed));
        pointOfNoReturn = true;
        Resume(wait.Context, confirmed, null);
    }

    private void RejectProposal(RunEvent.ProposalRejected rejected)
    {
        var wait = Asked(rejected.WaitId, null, nameof(rejected));
        if (wait.Data["proposal"] is not { } proposal) throw new StaleEventException("proposal", rejected.WaitId);
        pointOfNoReturn = true;
        Journal(JournalKinds.ProposalRejected, definition.Node(wait.Activity), new() { ["outcome"] = proposal["outcome"]?.DeepClone(), ["own"] = (string?)proposal["by"] == rejected.By });
        wait.Change(data => data.Remove("proposal"));
    }

    private WaitData Asked(string waitId, string? outcome, string parameter)
    {
        var wait = data.Waits.Find(wait => wait.Id == waitId && wait.Kind == WaitKind.Agent) ?? throw new StaleEventException("decision", waitId);
        if (outcome is not null && !AskAgent.Choices(definition.Node(wait.Activity)).Contains(outcome)) throw new ArgumentException($"'{outcome}' is not an outcome of this decision.", parameter);
        return wait;
    }

    private static bool NeedsTwo(WaitData wait) => wait.Data["fourEyes"] is not null;
}
