using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Sends a code to where a link went. Whoever only found the link gets nothing by it.</summary>
public static class SendResumeCode
{
    public static readonly Error TooMany = new(429, "resume.too_many", "Several codes were sent already. Try again in a quarter of an hour.");

    /// <summary>Sends per address: enough for a code that was lost, too few to guess one or to pester anybody.</summary>
    internal static readonly IReadOnlyList<(int Most, TimeSpan Within)> Limits = [(3, TimeSpan.FromMinutes(15)), (10, TimeSpan.FromDays(1))];

    /// <summary>A text message costs money, and somebody earns it: more than a utility's customers ask for in an hour is nobody's.</summary>
    private const int MostTextsPerHour = 500;

    public sealed class Handler(PorticoDb db, CaseRunner runner, CurrentTenant tenant, TimeProvider clock, Ids ids)
    {
        /// <param name="locale">In which the customer reads the page that asks for the code.</param>
        public async Task<Result<bool>> HandleAsync(string token, string locale, CancellationToken ct)
        {
            var hash = Ids.Hash(token);
            if (await db.ResumeLinks.Where(l => l.TokenHash == hash).Select(l => (Guid?)l.CaseId).SingleOrDefaultAsync(ct) is not { } caseId) return ResumeCase.Gone;
            var sent = await runner.PushAsync(caseId, loaded => StageAsync(loaded, token, hash, locale, ct), ct);
            return sent.Ok ? true : sent.Error;
        }

        private async Task<CaseRunner.Decision> StageAsync(CaseRunner.Loaded loaded, string token, string hash, string locale, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (await db.ResumeLinks.SingleOrDefaultAsync(l => l.TokenHash == hash, ct) is not { } link || link.ExpiresAt <= now) return new CaseRunner.Decision.No(ResumeCase.Gone);
            var (channel, to) = link.To.Length > 0 ? (link.Channel, link.To) : ("email", (string?)loaded.Run.Answers["email"] ?? "");
            if (to.Length == 0) return new CaseRunner.Decision.No(ResumeCase.Gone);
            if (await IsTooManyAsync(db, Message.ResumeCode, to, now, ct) || channel == "sms" && await TextsAsync(now, ct) >= MostTextsPerHour) return new CaseRunner.Decision.No(TooMany);

            var code = ids.Code();
            link.Expect(token, code, now);
            var (texts, company, callId) = (FormTexts.In(locale), tenant.Value.Name, "code-" + ids.New().ToString("N")[^12..]);
            var words = texts.Text(channel == "sms" ? "code.sms" : "code.mail", ("code", code), ("company", company));
            db.Due.Add(Due.ToSend(loaded.Case.Id, callId, now));
            db.Messages.Add(new Message
            {
                Id = ids.New(), CaseId = loaded.Case.Id, CallId = callId, Template = Message.ResumeCode, Channel = channel, Locale = texts.Locale, To = to, CreatedAt = now,
                Subject = channel == "sms" ? null : texts.Text("code.subject", ("company", company)), Text = words, Html = channel == "sms" ? null : EmailLayout.Html(tenant.Value, texts.Locale, words),
            });
            return new CaseRunner.Decision.OnlySave();
        }

        private Task<int> TextsAsync(DateTimeOffset now, CancellationToken ct)
        {
            var since = now - TimeSpan.FromHours(1);
            return db.Messages.CountAsync(m => m.Channel == "sms" && m.CreatedAt > since && m.Template == Message.ResumeCode, ct);
        }
    }

    internal static async Task<bool> IsTooManyAsync(PorticoDb db, string template, string to, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var (most, within) in Limits)
        {
            var since = now - within;
            if (await db.Messages.CountAsync(m => m.To == to && m.Template == template && m.CreatedAt > since, ct) >= most) return true;
        }

        return false;
    }
}
