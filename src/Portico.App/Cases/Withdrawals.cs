using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>The right to withdraw from the contract, as the customer sees it.</summary>
/// <param name="State"><c>open</c> it can be done now; <c>withdrawn</c>; <c>over</c> the period has ended; <c>closed</c> the journey went on without it before that.</param>
/// <param name="Until">The last day, by the tenant's clock.</param>
/// <param name="At">When the customer withdrew, by the tenant's clock.</param>
/// <param name="SentTo">Where the acknowledgement goes, with most of it covered; null: it could not be sent, or there is none yet.</param>
/// <param name="Url">The page on which it is done; whoever has this address can.</param>
public sealed record WithdrawalView(string State, DateOnly Until, DateTimeOffset? At, string? SentTo, string Url)
{
    public const string Open = "open", Withdrawn = "withdrawn", Over = "over", Closed = "closed";

    [JsonIgnore] public bool IsOpen => State == Open;
}

/// <summary>Shows periods of withdrawal, and says in messages what is to be said of them.</summary>
public sealed class Withdrawals(PorticoDb db, SealedIds sealedIds, JourneyLibrary journeys, TenantCalendars calendars, PlatformAddress address, TimeProvider clock)
{
    private const string Purpose = "withdrawal";

    public string TokenOf(Guid caseId) => sealedIds.Seal(Purpose, caseId);

    /// <returns>The case; null: nobody here made it, or for another tenant.</returns>
    public Guid? Read(string token) => sealedIds.Open(Purpose, token);

    /// <summary>Id of the call that carries the acknowledgement: one for each period.</summary>
    public static string CallOf(Withdrawal withdrawal) => "ack-" + withdrawal.WaitId;

    /// <summary>The one that is open now, else the last one; null: the case had none.</summary>
    public Withdrawal? Of(RunState run) => run.Withdrawals is { Count: > 0 } all ? all.FirstOrDefault(one => IsOpen(run, one)) ?? all[^1] : null;

    /// <summary>The customer can withdraw. At the end of the last day it is over, whether or not the journey has noticed yet.</summary>
    public bool IsOpen(RunState run, Withdrawal withdrawal) => clock.GetUtcNow() < withdrawal.DueAt && run.Waits.Any(wait => wait.Id == withdrawal.WaitId);

    /// <param name="commit">What is gathered in it counts as done.</param>
    public async Task<WithdrawalView?> ViewAsync(Case found, RunState run, CaseCommit commit, CancellationToken ct)
    {
        if (Of(run) is not { } withdrawal) return null;
        var zone = (await calendars.OfAsync(ct)).Zone;
        var state = withdrawal.At is not null ? WithdrawalView.Withdrawn : IsOpen(run, withdrawal) ? WithdrawalView.Open : clock.GetUtcNow() >= withdrawal.DueAt ? WithdrawalView.Over : WithdrawalView.Closed;
        var sent = withdrawal.At is null ? null : commit.Added<Message>().FirstOrDefault(message => message.CaseId == found.Id && message.CallId == CallOf(withdrawal)) ?? await MessageAsync(found.Id, CallOf(withdrawal), ct);
        return new(state, withdrawal.Until, withdrawal.At is { } at ? SlotTimes.In(zone, at) : null, sent is { State: not MessageState.Failed } ? Covered(sent.To) : null, AddressOf(found.Id));
    }

    /// <summary>What customers call the contract: by the words with which they were invited to it.</summary>
    public static string ContractOf(PublishedJourney journey, string locale, string otherwise) =>
        journey.Forms.GetValueOrDefault(FormDefinition.StartPageOf(journey.Key))?.Title.In(locale, otherwise) is { Length: > 0 } title ? title : journey.Name;

    /// <summary>What the words of a message can say of it; null: the case has no such period.</summary>
    public async Task<object?> WordsOfAsync(Case found, RunState run, string locale, CancellationToken ct)
    {
        if (Of(run) is not { } withdrawal) return null;
        var (time, journey) = (await calendars.OfAsync(ct), await journeys.OfVersionAsync(found.JourneyVersionId, ct));
        return new Dictionary<string, object?>
        {
            ["contract"] = ContractOf(journey, locale, time.DefaultLocale), ["until"] = FormDates.InWords(withdrawal.Until, locale), ["link"] = AddressOf(found.Id),
            ["time"] = withdrawal.At is { } at ? SlotTimes.InWords(at, time.Zone, locale, time.Country) : "",
        };
    }

    private string AddressOf(Guid caseId) => $"{address.Url}/t/{db.TenantId}/withdraw/{TokenOf(caseId)}";

    private Task<Message?> MessageAsync(Guid caseId, string callId, CancellationToken ct) => db.Messages.AsNoTracking().SingleOrDefaultAsync(message => message.CaseId == caseId && message.CallId == callId, ct);

    /// <summary>Enough to know it again, and nothing for whoever was passed the address of the page.</summary>
    private static string Covered(string to) => to.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? $"{to[0]}•••{to[at..]}" : to.Length > 3 ? $"•••{to[^3..]}" : "•••";
}
