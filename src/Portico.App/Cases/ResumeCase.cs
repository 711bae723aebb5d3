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

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<Response>> HandleAsync(string linkToken, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var hash = Ids.Hash(linkToken);
            var link = await db.ResumeLinks.SingleOrDefaultAsync(l => l.TokenHash == hash, ct);
            if (link is null || link.UsedAt is not null || link.ExpiresAt < now) return Spent;

            var found = await db.Cases.SingleAsync(c => c.Id == link.CaseId, ct);
            var token = CaseToken.New(db.TenantId, ids);
            found.TokenHash = Ids.Hash(token); // the other device's key ends here: one customer, one open door
            link.UsedAt = now;
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "case.resumed", Subject = "case:" + found.Number });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return Spent;
            }

            return new Response(found.Number, token);
        }
    }
}
