using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>The customer pressed the button behind a mailed link: this device gets a key of its own, and the link is spent.</summary>
public static class ResumeCase
{
    public sealed record Response(string Number, string Token);

    private static readonly Error Spent = new(410, "resume.link_spent", "This link was used already or has expired. Ask for a new one.");

    public sealed class Handler(PorticoDb db, CaseRunner runner, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<Response>> HandleAsync(string linkToken, CancellationToken ct)
        {
            var hash = Ids.Hash(linkToken);
            if (await db.ResumeLinks.Where(l => l.TokenHash == hash).Select(l => (Guid?)l.CaseId).SingleOrDefaultAsync(ct) is not { } caseId) return Spent;

            var token = CaseToken.New(db.TenantId, ids);
            var resumed = await runner.PushAsync(caseId, async loaded =>
            {
                var now = clock.GetUtcNow();
                var link = await db.ResumeLinks.SingleOrDefaultAsync(l => l.TokenHash == hash, ct);
                if (link is null || link.UsedAt is not null || link.ExpiresAt < now) return new CaseRunner.Decision.No(Spent);
                link.UsedAt = now;
                loaded.Case.TokenHash = Ids.Hash(token); // the other device's key ends here: one customer, one open door
                db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "case.resumed", Subject = "case:" + loaded.Case.Number });
                return new CaseRunner.Decision.OnlySave();
            }, ct);
            return resumed.Ok ? new Response(resumed.Value.Case.Number, token) : resumed.Error;
        }
    }
}
