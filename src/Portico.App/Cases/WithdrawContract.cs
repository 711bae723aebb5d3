using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>The customer withdraws from the contract and has confirmed it. That it was done, what the journey does then and the acknowledgement are one commit; doing it again changes nothing.</summary>
public static class WithdrawContract
{
    /// <param name="Contract">What customers call it.</param>
    /// <param name="Withdrawal">Null: nothing can be withdrawn from in this case.</param>
    public sealed record View(string Number, string Locale, bool IsTest, string Contract, WithdrawalView? Withdrawal);

    public static readonly Error NotOpen = new(409, "withdrawal.not_open", "There is nothing to withdraw from in this case.");
    public static readonly Error Over = new(409, "withdrawal.period_over", "The period in which the contract can be withdrawn from has ended.");

    /// <summary>No error for who asks: it is as was wanted.</summary>
    private static readonly Error Done = new(409, "withdrawal.done", "The contract was withdrawn from before.");

    /// <summary>What staff read when the acknowledgement reaches nobody.</summary>
    private const string Unacknowledged = "withdrawal.not_acknowledged";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/cases/{case}/withdrawal", async (string @case, Handler handler, CancellationToken ct) => (await handler.ApiAsync(@case, ct)).ToHttp(CaseAnswer.Ok))
        .WithName(nameof(WithdrawContract)).WithSummary("Withdraw from the contract, as the customer has confirmed").Accepts(AuthorizedBy.CaseTokenOrSecretKey)
        .Produces<CaseView>().ProducesProblem(404).ProducesProblem(409);

    public sealed class Handler(PorticoDb db, CaseRunner runner, CaseCommit commit, CaseViews views, CaseAccess access, Withdrawals withdrawals, MessageRenderer messages, ResumeLinks portal, TenantCalendars calendars, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        /// <summary>What the page shows to who has the key to the case. Looking changes nothing.</summary>
        /// <param name="asked">The language; null: of the case.</param>
        public async Task<Result<View>> ReadAsync(string number, string? asked, CancellationToken ct) =>
            await runner.LoadAsync(number, ct) is { } loaded && access.Opens(loaded.Case.TokenHash) ? await ViewAsync(loaded, asked, ct) : CaseRunner.NotFound;

        /// <summary>The same for who has the address from a message: no key, no code, no account.</summary>
        public async Task<Result<View>> ReadSealedAsync(string token, string? asked, CancellationToken ct) =>
            await NumberAsync(token, ct) is { } number && await runner.LoadAsync(number, ct) is { } loaded ? await ViewAsync(loaded, asked, ct) : CaseRunner.NotFound;

        public Task<Result<bool>> ConfirmAsync(string number, CancellationToken ct) => ConfirmAsync(number, loaded => access.Opens(loaded.Case.TokenHash), null, ct);

        public async Task<Result<bool>> ConfirmSealedAsync(string token, CancellationToken ct) => await NumberAsync(token, ct) is { } number ? await ConfirmAsync(number, _ => true, null, ct) : CaseRunner.NotFound;

        internal async Task<Result<CaseView>> ApiAsync(string number, CancellationToken ct)
        {
            CaseView? view = null;
            var done = await ConfirmAsync(number, loaded => access.Opens(loaded.Case.TokenHash), async loaded => view = await views.OfAsync(loaded, ct), ct);
            if (!done.Ok) return done.Error;
            if (view is not null) return view;
            return await runner.LoadAsync(number, ct) is { } before ? await views.OfAsync(before, ct) : CaseRunner.NotFound;
        }

        private async Task<Result<bool>> ConfirmAsync(string number, Func<CaseRunner.Loaded, bool> may, Func<CaseRunner.Loaded, Task>? beside, CancellationToken ct)
        {
            Wait? wait = null;
            var pushed = await runner.PushAsync(number, loaded =>
            {
                CaseRunner.Decision decision;
                if (!may(loaded)) decision = new CaseRunner.Decision.No(CaseRunner.NotFound);
                else if (withdrawals.Of(loaded.Run) is not { } withdrawal) decision = new CaseRunner.Decision.No(NotOpen);
                else if (withdrawal.At is not null) decision = new CaseRunner.Decision.No(Done);
                else if (clock.GetUtcNow() >= withdrawal.DueAt) decision = new CaseRunner.Decision.No(Over);
                else if (loaded.Run.Waits.FirstOrDefault(one => one.Id == withdrawal.WaitId) is not { } open) decision = new CaseRunner.Decision.No(NotOpen);
                else decision = new CaseRunner.Decision.Push(new RunEvent.Withdrawn((wait = open).Id), "contract.withdrawn");
                return Task.FromResult(decision);
            }, ct, async loaded =>
            {
                await AcknowledgeAsync(loaded, wait!, ct);
                if (beside is not null) await beside(loaded);
            });
            return pushed.Ok || pushed.Error == Done ? true : pushed.Error;
        }

        /// <summary>In the same commit, and also if the journey ends with it: nobody is left without it. Who can be written to by no channel is somebody's task.</summary>
        private async Task AcknowledgeAsync(CaseRunner.Loaded loaded, Wait wait, CancellationToken ct)
        {
            var (found, run, now) = (loaded.Case, loaded.Run, clock.GetUtcNow());
            var (withdrawal, template) = (run.Withdrawals.First(one => one.WaitId == wait.Id), (string)wait.Data["template"]!);
            if (!actor.Value.OfTenant) db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "contract.withdrawn", Subject = "case:" + found.Number });

            var words = await messages.RenderAsync(template, CallContracts.Durable, found.Locale, run.Answers, found.Number, portal.Portal(db.TenantId), ct, more: new Dictionary<string, Func<string, Task<object?>>> { ["withdrawal"] = locale => withdrawals.WordsOfAsync(found, run, locale, ct) });
            if (words is null)
            {
                commit.Add(new Incident
                {
                    Id = ids.New(), CaseId = found.Id, DueId = Withdrawals.CallOf(withdrawal), ActivityId = wait.ActivityId, Code = Unacknowledged, RaisedAt = now,
                    Text = $"The customer withdrew from the contract and has to get an acknowledgement with date and time, but the message “{template}” cannot be sent: there is no e-mail address and no phone number for it, or no such message. Send it by letter, then skip this.",
                });
                commit.Note(found, new JournalEntry(JournalKinds.IncidentRaised, wait.ActivityId, null, new JsonObject { ["code"] = Unacknowledged }));
                return;
            }

            commit.Add(Due.ToSend(found.Id, Withdrawals.CallOf(withdrawal), now));
            commit.Add(words.MessageOf(ids.New(), found.Id, Withdrawals.CallOf(withdrawal), template, now));
        }

        private async Task<View> ViewAsync(CaseRunner.Loaded loaded, string? asked, CancellationToken ct)
        {
            var locale = asked ?? loaded.Case.Locale;
            return new(loaded.Case.Number, locale, loaded.Case.Environment == TenantEnvironment.Test, Withdrawals.ContractOf(loaded.Journey, locale, (await calendars.OfAsync(ct)).DefaultLocale), await withdrawals.ViewAsync(loaded.Case, loaded.Run, commit, ct));
        }

        private async Task<string?> NumberAsync(string token, CancellationToken ct) =>
            withdrawals.Read(token) is { } id ? await db.Cases.AsNoTracking().Where(one => one.Id == id).Select(one => one.Number).SingleOrDefaultAsync(ct) : null;
    }
}
