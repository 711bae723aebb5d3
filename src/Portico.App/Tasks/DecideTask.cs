using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Tasks;

/// <summary>Somebody decides. Where two must agree the first only proposes, and another one confirms or rejects.</summary>
public static class DecideTask
{
    /// <param name="Outcome">One of the task's outcomes; where something is proposed already, exactly that: it is confirmed.</param>
    /// <param name="Note">Why, for colleagues; kept with the decision in the audit, never shown to the customer. Some outcomes need one.</param>
    /// <param name="Reject">Instead of an outcome: what is proposed is not agreed to, and the task is open again.</param>
    public sealed record Request(string? Outcome, string? Note = null, bool Reject = false);

    /// <param name="State"><c>decided</c>; <c>proposed</c>: a second person is needed; <c>open</c>: a proposal was rejected.</param>
    public sealed record Response([property: JsonPropertyName("task")] string Id, string State);

    private static readonly Error Closed = new(409, "task.closed", "This task is not open any more.");
    private static readonly Error UnknownOutcome = Invalid("outcome", "Choose one of the task's outcomes.");
    private static readonly Error TooLong = Invalid("note", "A note has at most 1,000 characters.");
    private static readonly Error NoReason = Invalid("note", "This outcome needs a reason. Say why.");
    private static readonly Error OwnProposal = new(409, "task.four_eyes", "You made the proposal. Somebody else has to confirm it.");
    private static readonly Error OtherProposal = new(409, "task.proposal_differs", "Something else is proposed. Confirm it, or reject it.");
    private static readonly Error NoProposal = new(409, "task.no_proposal", "Nothing is proposed that could be rejected.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/tasks/{task}/decide", async (string task, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(task, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(DecideTask)).WithSummary("Decide a task, or propose, confirm or reject where two people must agree").Accepts(AuthorizedBy.SecretKey)
        .Produces<Response>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    public sealed class Handler(PorticoDb db, CaseRunner runner, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<Response>> HandleAsync(string id, Request request, CancellationToken ct)
        {
            if (request.Note?.Length > 1000) return TooLong;
            if (AgentTask.Parse(id) is not { } named) return ClaimTask.NotFound;
            var state = "";
            var done = await runner.PushAsync(named.CaseNumber, async loaded =>
            {
                var decision = await DecideAsync(loaded, id, named.WaitId, request, ct);
                state = (decision as CaseRunner.Decision.Push)?.Event switch { RunEvent.Proposed => "proposed", RunEvent.ProposalRejected => "open", _ => "decided" };
                return decision;
            }, ct);
            if (done.Ok) return new Response(id, state);
            return done.Error == CaseRunner.NotFound ? ClaimTask.NotFound : done.Error;
        }

        private async Task<CaseRunner.Decision> DecideAsync(CaseRunner.Loaded loaded, string id, string waitId, Request request, CancellationToken ct)
        {
            static CaseRunner.Decision No(Error error) => new CaseRunner.Decision.No(error);
            if (loaded.Run.Waits.FirstOrDefault(w => w.Id == waitId && w.Kind == WaitKind.Agent) is not { } wait) return No(Closed);
            var (me, note) = (actor.Value.Id, string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim());
            var holder = await db.Tasks.Where(t => t.Id == id).Select(t => t.ClaimedBy).SingleOrDefaultAsync(ct);
            var proposal = wait.Data["proposal"] as JsonObject;
            var (proposer, proposed) = ((string?)proposal?["by"], (string?)proposal?["outcome"]);
            // Whoever proposed may take it back, also while a colleague looks at it.
            if (holder is not null && holder != me && !(request.Reject && proposer == me)) return No(ClaimTask.Taken((await ActorNames.ReadAsync(db, ct)).Of(holder)));

            if (request.Reject) return proposal is null ? No(NoProposal) : Push(loaded, new RunEvent.ProposalRejected(waitId, me, note), "decision.rejected", proposed!, note);
            if (request.Outcome is not { } outcome || !Lists(wait.Data["outcomes"], outcome)) return No(UnknownOutcome);
            if (proposal is not null)
            {
                if (proposer == me) return No(OwnProposal);
                return proposed != outcome ? No(OtherProposal) : Push(loaded, new RunEvent.Confirmed(waitId, outcome, me, note), "decision.confirmed", outcome, note);
            }

            if (note is null && Lists(wait.Data["reasonFor"], outcome)) return No(NoReason);
            return wait.Data["fourEyes"] is not null
                ? Push(loaded, new RunEvent.Proposed(waitId, outcome, me, note), "decision.proposed", outcome, note)
                : Push(loaded, new RunEvent.Decided(waitId, outcome, note), "decision.noted", outcome, note);
        }

        private CaseRunner.Decision.Push Push(CaseRunner.Loaded loaded, RunEvent e, string action, string outcome, string? note)
        {
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = action, Subject = "case:" + loaded.Case.Number,
                Data = new JsonObject { ["outcome"] = outcome, ["note"] = note }.ToJsonString(),
            });
            return new(e, "decision.made");
        }

        private static bool Lists(JsonNode? outcomes, string outcome) => outcomes is JsonArray names && names.Any(name => (string?)name == outcome);
    }

    private static Error Invalid(string field, string text) => new(422, "answers.invalid", text, new Dictionary<string, string[]> { [field] = [text] });
}
