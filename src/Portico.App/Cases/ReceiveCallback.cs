using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>A provider tells us something. Nothing is believed that its plugin did not verify; nothing is answered 2xx that is not committed.</summary>
public static class ReceiveCallback
{
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly Error Unknown = new(404, "callback.unknown", "There is nothing here.");
    private static readonly Error Refused = new(401, "callback.refused", "The callback was not accepted.");
    private static readonly Error Later = new(503, "callback.later", "Send it again in a moment.");
    private static readonly Error TooLarge = new(413, "callback.too_large", "A callback has at most 64 KiB.");

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/callbacks/{tenant}/{installation}/{secret}", async (string installation, string secret, HttpRequest request, Handler handler, CancellationToken ct) =>
        {
            if (await ReadAsync(request, ct) is not { } body) return TooLarge.ToHttp();
            var raw = new CallbackRaw(request.Method, request.Path + request.QueryString, request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body, default);
            return (await handler.HandleAsync(installation, secret, raw, ct)).ToHttp(_ => TypedResults.Accepted((string?)null));
        }).WithName(nameof(ReceiveCallback)).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();

    /// <returns>Null: it is larger than 64 KiB.</returns>
    internal static Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken ct) => Bounded.ReadAsync(request.Body, MaxBodyBytes, ct);

    public sealed class Handler(PorticoDb db, InstallationContexts contexts, TenantPlugins own, PluginSupervisor plugins, ProviderAnswers answers, OutboxSignal signal, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Result<bool>> HandleAsync(string installationKey, string secret, CallbackRaw raw, CancellationToken ct)
        {
            actor.Enter(new Actor("provider:" + installationKey));
            var installation = await db.Installations.AsNoTracking().SingleOrDefaultAsync(i => i.Key == installationKey && i.Enabled, ct);
            if (installation is null || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Ids.Hash(secret)), Encoding.ASCII.GetBytes(installation.CallbackSecret))) return Unknown;

            var now = clock.GetUtcNow();
            var context = await contexts.OfAsync(installation, ct);
            var ready = await own.ReadyAsync(installation.PluginId, null, ct);
            switch (await plugins.ReadCallbackAsync(context, ready.Slot, raw with { ReceivedAt = now }, ct))
            {
                case CallbackReading.Accepted accepted:
                    await KeepAsync(installation, accepted, now, ct);
                    return true;
                case CallbackReading.Unavailable:
                    return Later;
                case CallbackReading.NotMine when ready.Plugin?.Provides.Any(offer => offer.Capabilities.Contains("callbacks")) is true:
                    return true; // genuine, and of no interest: a refusal would have it sent again and again
                case CallbackReading.NotMine:
                    return Unknown;
                default:
                    return Refused;
            }
        }

        private async Task KeepAsync(Installation installation, CallbackReading.Accepted accepted, DateTimeOffset now, CancellationToken ct)
        {
            CrashPoints.Pass(CrashPoint.CallbackRead);
            if (CrashPoints.Planted(Defect.InboxNotUnique)) accepted = accepted with { EventId = $"{accepted.EventId}#{Stopwatch.GetTimestamp()}" };
            if (CrashPoints.Planted(Defect.InboxForgetsEarly) && !await db.Due.AnyAsync(d => d.ExternalRef == accepted.Reference, ct)) return;
            if (await db.Inbox.AnyAsync(e => e.Installation == installation.Key && e.EventId == accepted.EventId && e.AppliedAt != null, ct)) return; // a repeat

            var row = new InboxEvent
            {
                Installation = installation.Key, EventId = accepted.EventId, ReceivedAt = now, ExternalRef = accepted.Reference, Reading = JsonSerializer.Serialize(accepted, JsonSerializerOptions.Web),
            };
            try
            {
                db.Inbox.Add(row);
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException)
            {
                // The same event at the same time: whoever came first keeps it. If it is not there, the failure was real.
                db.ChangeTracker.Clear();
                if (!await db.Inbox.AnyAsync(e => e.Installation == installation.Key && e.EventId == accepted.EventId, ct)) throw;
            }

            CrashPoints.Pass(CrashPoint.CallbackKept);
            if (!accepted.Final) return; // interim news: the final callback or the poll decides
            var due = await db.Due.AsNoTracking().SingleOrDefaultAsync(d => d.Installation == installation.Key && d.ExternalRef == accepted.Reference, ct);
            if (due is null) return; // it outran our own commit, or came too late; the commit looks into the inbox
            await answers.RecordAsync(due.CaseId, due.Id, null, new ProviderReply.Completed(accepted.Value), ct, row);
            CrashPoints.Pass(CrashPoint.CallbackApplied);
            signal.Wake();
        }
    }
}
