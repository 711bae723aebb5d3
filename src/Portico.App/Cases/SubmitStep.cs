using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>The customer (or the API) hands in the answers of the step that is open.</summary>
public static class SubmitStep
{
    /// <param name="Revision">The revision that the answers were given to; a newer step refuses them. Null: whatever is open.</param>
    public sealed record Request(int? Revision, JsonObject Answers);

    public static readonly Error NotOpen = new(409, "case.step_not_open", "That step is not open now.");

    private static readonly Error NoAnswers = new(400, "request.unreadable", "Send the answers as an object, even if it is empty.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/cases/{case}/steps/{step}", async (string @case, string step, Request body, [FromHeader(Name = "Idempotency-Key")] string? key, Handler handler, Idempotency idempotency, CancellationToken ct) =>
            body.Answers is null ? NoAnswers.ToHttp()
            : (await idempotency.OnceAsync($"submit:{@case}:{step}", key, () => body.Answers.ToJsonString(), () => handler.HandleAsync(@case, step, body, ct), ct)).ToHttp(CaseAnswer.Ok))
        .WithName(nameof(SubmitStep)).WithSummary("Hand in the answers of the open step").Accepts(AuthorizedBy.CaseToken)
        .Produces<CaseView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    public sealed class Handler(Bookings bookings, CaseViews views, CaseAccess access, Idempotency idempotency, CaseFiles files, CaseRunner runner, CurrentTenant tenant, TimeProvider clock)
    {
        public async Task<Result<CaseView>> HandleAsync(string number, string step, Request request, CancellationToken ct)
        {
            CaseView? view = null;
            var pushed = await bookings.PushAsync(number, loaded => DecideAsync(loaded, step, request, ct), ct, async loaded => idempotency.Keep(view = await views.OfAsync(loaded, ct)));
            CrashPoints.Pass(CrashPoint.ReplyUnsent);
            return pushed.Ok ? view! : pushed.Error;
        }

        private async Task<CaseRunner.Decision> DecideAsync(CaseRunner.Loaded loaded, string step, Request request, CancellationToken ct)
        {
            var (found, journey, run) = loaded;
            if (!access.Opens(found.TokenHash)) return new CaseRunner.Decision.No(CaseRunner.NotFound);
            if (run.Waits.FirstOrDefault(w => w.Kind == WaitKind.Form && (w.ActivityId == step || (string?)w.Data["was"] == step)) is not { } wait) return new CaseRunner.Decision.No(NotOpen);
            if (request.Revision < found.StepRevision) return new CaseRunner.Decision.No(CaseRunner.ChangedMeanwhile);

            var form = journey.Forms[(string)wait.Data["form"]!];
            var uploaded = (await files.OfAsync(found.Id, form, ct)).ToDictionary(file => file.Id);
            var check = FormAnswers.Check(form, request.Answers, run.Answers, found.Locale, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), tenant.Value.Country, uploaded, tenant.Value.DefaultLocale);
            // Last of all: what only one can have is not taken for answers that are refused.
            var errors = check.Ok && form.Fields.Any(field => field.Type == FieldTypes.Slot) ? await bookings.TakeAsync(loaded, wait.ActivityId, form, check.Accepted, ct) : check.Errors;
            if (errors.Count > 0) return new CaseRunner.Decision.No(new Error(422, "answers.invalid", "Some answers need another look.", errors));
            foreach (var line in Signing.Seal(check.Accepted, form, loaded, wait, tenant.Value.Country, tenant.Value.DefaultLocale, clock.GetUtcNow())) runner.Note(found, line);
            found.Answered(form.Fields.Select(field => field.Name));
            await files.UseAsync(found.Id, form, check.Accepted, ct);
            return new CaseRunner.Decision.Push(new RunEvent.Submitted(wait.Id, check.Accepted), "step.submitted");
        }
    }
}
