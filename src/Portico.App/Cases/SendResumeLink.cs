using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Mails the customer a link to go on later or elsewhere.</summary>
public static class SendResumeLink
{
    /// <param name="Email">Where to; null: the e-mail address answered before.</param>
    public sealed record Request(string? Email);

    private static readonly Error NoAddress = new(422, "answers.invalid", "Enter your e-mail address, like name@example.com.",
        new Dictionary<string, string[]> { ["email"] = ["Enter your e-mail address, like name@example.com."] });
    private static readonly Error TooMany = new(429, "resume.too_many", "We have sent several links already. Try again in a quarter of an hour.");

    private const string Template = "resume-link";

    /// <summary>Sends per case in <see cref="Window"/>: enough for a mistyped address, too few to pester anybody.</summary>
    private const int Most = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public sealed class Handler(PorticoDb db, CaseRunner runner, MessageRenderer messages, ResumeLinks links, CaseAccess access, TimeProvider clock, Ids ids)
    {
        public async Task<Result<bool>> HandleAsync(string number, Request request, CancellationToken ct)
        {
            var saved = await runner.PushAsync(number, loaded => StageAsync(loaded, request, ct), ct);
            return saved.Ok ? true : saved.Error;
        }

        private async Task<CaseRunner.Decision> StageAsync(CaseRunner.Loaded loaded, Request request, CancellationToken ct)
        {
            var (found, _, run) = loaded;
            if (!access.Opens(found.TokenHash)) return new CaseRunner.Decision.No(CaseRunner.NotFound);
            var email = request.Email?.Trim() ?? (string?)run.Answers["email"];
            if (email is null || email.Length > 254 || email.IndexOf('@') is < 1 || email.Any(char.IsControl) || email.EndsWith('@')) return new CaseRunner.Decision.No(NoAddress);

            var now = clock.GetUtcNow();
            var since = now - Window;
            if (await db.Messages.CountAsync(m => m.CaseId == found.Id && m.Template == Template && m.CreatedAt > since, ct) >= Most || await SendResumeCode.IsTooManyAsync(db, Template, email, now, ct)) return new CaseRunner.Decision.No(TooMany);

            var answers = run.Answers.DeepClone().AsObject();
            answers["email"] = email;
            var (link, url) = links.New(found, now);
            var words = await messages.RenderAsync(Template, "email", found.Locale, answers, found.Number, url, ct)
                ?? throw new InvalidOperationException("The tenant has no message template resume-link for e-mail.");
            (link.Channel, link.To) = (words.Channel, words.To);
            db.ResumeLinks.Add(link);
            var callId = "resume-" + ids.New().ToString("N")[^12..];
            db.Due.Add(Due.ToSend(found.Id, callId, now));
            db.Messages.Add(words.MessageOf(ids.New(), found.Id, callId, Template, now));
            return new CaseRunner.Decision.OnlySave();
        }
    }
}
