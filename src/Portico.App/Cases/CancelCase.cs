using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Staff end a case before its time.</summary>
public static class CancelCase
{
    private static readonly Error Ended = new(409, "case.ended", "The case has ended already.");

    public sealed class Handler(CaseRunner runner)
    {
        public async Task<Result<bool>> HandleAsync(string number, CancellationToken ct)
        {
            var done = await runner.PushAsync(number, loaded => Task.FromResult<CaseRunner.Decision>(
                loaded.Case.EndedAt is not null ? new CaseRunner.Decision.No(Ended) : new CaseRunner.Decision.Push(new RunEvent.Cancel("staff"), "case.cancelled")), ct);
            return done.Ok ? true : done.Error;
        }
    }
}
