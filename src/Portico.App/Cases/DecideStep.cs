using System.Text.Json.Nodes;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>An agent decides at a step that asked for one.</summary>
public static class DecideStep
{
    /// <param name="Note">Why, for colleagues; kept with the decision in the audit, never shown to the customer.</param>
    public sealed record Request(string WaitId, string Outcome, string? Note);

    private static readonly Error NotAsked = new(409, "case.no_decision_open", "This decision is not open any more.");
    private static readonly Error TooLong = new(422, "answers.invalid", "A note has at most 1,000 characters.", new Dictionary<string, string[]> { ["note"] = ["A note has at most 1,000 characters."] });

    public sealed class Handler(PorticoDb db, CaseRunner runner, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<bool>> HandleAsync(string number, Request request, CancellationToken ct)
        {
            if (request.Note?.Length > 1000) return TooLong;
            var done = await runner.PushAsync(number, loaded => Task.FromResult(Decide(loaded, request)), ct);
            return done.Ok ? true : done.Error;
        }

        private CaseRunner.Decision Decide(CaseRunner.Loaded loaded, Request request)
        {
            var wait = loaded.Run.Waits.FirstOrDefault(w => w.Id == request.WaitId && w.Kind == WaitKind.Agent);
            if (wait is null || wait.Data["outcomes"] is JsonArray allowed && allowed.All(o => (string?)o != request.Outcome)) return new CaseRunner.Decision.No(NotAsked);
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "decision.noted", Subject = "case:" + loaded.Case.Number,
                Data = new JsonObject { ["outcome"] = request.Outcome, ["note"] = request.Note }.ToJsonString(),
            });
            return new CaseRunner.Decision.Push(new RunEvent.Decided(wait.Id, request.Outcome, request.Note), "decision.made");
        }
    }
}
