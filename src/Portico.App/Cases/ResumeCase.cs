using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>The customer has a link and the code that was sent for it: this device gets a key of its own.</summary>
public static class ResumeCase
{
    public sealed record Response(string Number, string Token);

    /// <param name="Locale">The language of the case.</param>
    /// <param name="Open">This device has the key to it already.</param>
    public sealed record View(string Number, string Locale, bool Open);

    public static readonly Error Gone = new(410, "resume.link_gone", "This link has expired. Ask for a new one.");
    public static readonly Error Wrong = new(422, "resume.code_wrong", "This code is not right, or it has expired.");

    public sealed class Handler(PorticoDb db, CaseRunner runner, CaseAccess access, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        /// <summary>Looking changes nothing: mail scanners look, too.</summary>
        /// <param name="show">Puts this device's key to a case where it is looked for.</param>
        public async Task<Result<View>> ReadAsync(string token, Action<string> show, CancellationToken ct)
        {
            var (hash, now) = (Ids.Hash(token), clock.GetUtcNow());
            var found = await db.ResumeLinks.AsNoTracking().Where(l => l.TokenHash == hash && l.ExpiresAt > now).Join(db.Cases, l => l.CaseId, c => c.Id, (l, c) => new { c.Number, c.Locale, c.TokenHash }).SingleOrDefaultAsync(ct);
            if (found is null) return Gone;
            show(found.Number);
            return new View(found.Number, found.Locale, access.Opens(found.TokenHash));
        }

        /// <param name="locale">In which the customer wants to go on; null: as before.</param>
        public async Task<Result<Response>> HandleAsync(string token, string code, string? locale, CancellationToken ct)
        {
            var hash = Ids.Hash(token);
            if (await db.ResumeLinks.Where(l => l.TokenHash == hash).Select(l => (Guid?)l.CaseId).SingleOrDefaultAsync(ct) is not { } caseId) return Gone;

            var typed = string.Concat(Digits.ToLatin(code).Where(char.IsAsciiDigit));
            var (key, right) = (CaseToken.New(db.TenantId, ids), false);
            var resumed = await runner.PushAsync(caseId, async loaded =>
            {
                right = false;
                var now = clock.GetUtcNow();
                if (await db.ResumeLinks.SingleOrDefaultAsync(l => l.TokenHash == hash, ct) is not { } link || link.ExpiresAt <= now) return new CaseRunner.Decision.No(Gone);
                var tries = link.CodeTries;
                right = link.Try(token, typed, now);
                if (link.CodeTries == tries) return new CaseRunner.Decision.No(Wrong);
                if (right)
                {
                    loaded.Case.TokenHash = Ids.Hash(key); // the other device's key ends here: one customer, one open door
                    if (locale is not null) loaded.Case.Locale = locale;
                }

                if (right || link.CodeHash is null) db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = right ? "case.resumed" : "case.code_refused", Subject = "case:" + loaded.Case.Number });
                return new CaseRunner.Decision.OnlySave();
            }, ct);
            return !resumed.Ok ? resumed.Error : right ? new Response(resumed.Value.Case.Number, key) : Wrong;
        }
    }
}
