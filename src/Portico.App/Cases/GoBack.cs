using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>The customer opens an earlier step again. What was answered stays.</summary>
public static class GoBack
{
    /// <param name="Step">The step to open again; null: the previous one.</param>
    public sealed record Request(int? Revision, string? Step);

    private static readonly Error TooLate = new(409, "case.cannot_go_back", "That step can't be changed any more.");

    public sealed class Handler(CaseRunner runner, CaseViews views, CaseAccess access)
    {
        public async Task<Result<CaseView>> HandleAsync(string number, Request request, CancellationToken ct)
        {
            var pushed = await runner.PushAsync(number, loaded => Task.FromResult<CaseRunner.Decision>(
                !access.Opens(loaded.Case.TokenHash) ? new CaseRunner.Decision.No(CaseRunner.NotFound)
                : request.Revision < loaded.Case.StepRevision ? new CaseRunner.Decision.No(CaseRunner.ChangedMeanwhile)
                : request.Step is null ? loaded.Run.CanGoBack ? Back(null) : new CaseRunner.Decision.No(TooLate)
                : loaded.Run.BackSteps.Contains(request.Step) ? Back(request.Step) : new CaseRunner.Decision.No(TooLate)), ct);
            return pushed.Ok ? await views.OfAsync(pushed.Value, ct) : pushed.Error;
        }

        private static CaseRunner.Decision.Push Back(string? step) => new(new RunEvent.WentBack(step), "step.reopened");
    }
}
