using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Providers;

namespace Portico.App.Messages;

/// <summary>What the sandbox "sent" by SMS, and the codes that it mailed: the phones of test customers, on a screen. Nobody else sees a code.</summary>
public static class ReadPhone
{
    private const string SandboxPlugin = "channel.sms.sandbox";
    private const int NewestMessages = 500;

    public sealed record Phone(string Number, IReadOnlyList<Bubble> Bubbles);

    public sealed record Bubble(Guid Id, string Case, string Text, string Locale, MessageState State, DateTimeOffset At);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<IReadOnlyList<Phone>> HandleAsync(CancellationToken ct)
        {
            var sandboxes = await db.Installations.Where(i => i.PluginId == SandboxPlugin).Select(i => i.Key).ToListAsync(ct);
            var newest = await db.Messages.AsNoTracking().Where(m => (m.Channel == "sms" || m.Template == Message.ResumeCode) && m.Installation != null && sandboxes.Contains(m.Installation))
                .OrderByDescending(m => m.CreatedAt).Take(NewestMessages)
                .Join(db.Cases, m => m.CaseId, c => c.Id, (m, c) => new { m.To, Bubble = new Bubble(m.Id, c.Number, m.Text, m.Locale, m.State, m.SentAt ?? m.CreatedAt) }).ToListAsync(ct);
            return [.. newest.GroupBy(m => m.To).Select(g => new Phone(g.Key, [.. g.Select(m => m.Bubble).OrderBy(b => b.At)])).OrderByDescending(p => p.Bubbles[^1].At)];
        }
    }
}
