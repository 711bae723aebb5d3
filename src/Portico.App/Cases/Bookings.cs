using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Books, moves and ends appointments within the commit of what they belong to: there is no step without its appointment, and no appointment without its step.</summary>
public sealed class Bookings(PorticoDb db, CaseRunner runner, CaseCommit commit, SlotFinder finder, MessageRenderer messages, AppointmentLinks links, ResumeLinks portal, CurrentActor actor, TimeProvider clock, Ids ids)
{
    public const string BookedTemplate = "appointment-booked", MovedTemplate = "appointment-moved", CancelledTemplate = "appointment-cancelled";

    public static readonly Error NotFound = new(404, "appointment.not_found", "There is no such appointment.");
    public static readonly Error NotBooked = new(409, "appointment.not_booked", "This appointment was held, or cancelled, before.");
    public static readonly Error TooLate = new(409, "appointment.too_late", "It is too late to change this appointment.");

    /// <summary>Each time that somebody else was faster there is one place less, so hardly anybody needs more.</summary>
    private const int Tries = 12;

    private readonly List<SlotClaim> claimed = [];

    /// <summary>As <see cref="CaseRunner.PushAsync(string, Func{CaseRunner.Loaded, Task{CaseRunner.Decision}}, CancellationToken, Func{CaseRunner.Loaded, Task}?)"/>; when a place was taken between looking and committing, it looks again.</summary>
    public async Task<Result<CaseRunner.Loaded>> PushAsync(string number, Func<CaseRunner.Loaded, Task<CaseRunner.Decision>> decide, CancellationToken ct, Func<CaseRunner.Loaded, Task>? beside = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await runner.PushAsync(number, decide, ct, beside);
            }
            catch (RowConflictException)
            {
                if (!await WereTakenAsync(ct)) throw;
                if (attempt == Tries) return CaseRunner.ChangedMeanwhile;
            }
        }
    }

    /// <summary>What somebody does to an appointment, with a line in the audit if anything comes of it.</summary>
    public async Task<Result<bool>> ChangeAsync(string number, string action, JsonObject? data, Func<CaseRunner.Loaded, Task<CaseRunner.Decision>> change, CancellationToken ct)
    {
        var done = await PushAsync(number, async loaded =>
        {
            var decision = await change(loaded);
            if (decision is CaseRunner.Decision.Push) db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = action, Subject = "case:" + number, Data = data?.ToJsonString() ?? "{}" });
            return decision;
        }, ct);
        return done.Ok ? true : done.Error;
    }

    /// <summary>Takes the times that were chosen in a form. What was chosen before and is no longer wanted becomes free.</summary>
    /// <param name="accepted">Its answers; each time is written by the tenant's clock afterwards.</param>
    /// <returns>What is wrong, by field; nothing is taken then.</returns>
    public async Task<IReadOnlyDictionary<string, string[]>> TakeAsync(CaseRunner.Loaded loaded, string step, FormDefinition form, JsonObject accepted, CancellationToken ct)
    {
        claimed.Clear();
        var (errors, plans) = (new Dictionary<string, string[]>(), new List<Action>());
        var tell = new List<(string Template, Appointment Appointment)>();
        foreach (var field in form.Fields.Where(field => field.Type == FieldTypes.Slot && accepted.ContainsKey(field.Name)))
        {
            var before = await db.Appointments.SingleOrDefaultAsync(a => a.CaseId == loaded.Case.Id && a.Field == field.Name && a.State == AppointmentState.Booked, ct);
            var chosen = (string?)accepted[field.Name] is { } text ? SlotTimes.Read(text) : null;
            if (before is not null && chosen != before.StartsAt && !await CanChangeAsync(before, ct)) errors[field.Name] = [Say("slot.too-late")];
            else if (chosen is not { } start)
            {
                if (before is null) continue;
                plans.Add(() => End(before, AppointmentState.Cancelled));
                tell.Add((CancelledTemplate, before));
            }
            else if (await finder.FindAsync(field.Service!, loaded.Case.Environment, before?.Id, ct) is not { } free) errors[field.Name] = [Say("slot.taken")];
            else if (before?.StartsAt == start && before.Service == field.Service) accepted[field.Name] = SlotTimes.Iso(SlotTimes.In(free.Time.Zone, start));
            else if (free.At(start) is not { } slot) errors[field.Name] = [Say("slot.taken")];
            else
            {
                var seat = await finder.ChooseAsync(slot, loaded.Case.Environment, ct);
                accepted[field.Name] = SlotTimes.Iso(SlotTimes.In(free.Time.Zone, start));
                if (before is not null)
                {
                    plans.Add(() => Move(before, field.Service!, slot, seat));
                    tell.Add((MovedTemplate, before));
                    continue;
                }

                var booked = new Appointment
                {
                    Id = ids.New(), Environment = loaded.Case.Environment, CaseId = loaded.Case.Id, CaseNumber = loaded.Case.Number, Field = field.Name, Service = field.Service!, Resource = seat.Resource, Seat = seat.Number,
                    StartsAt = slot.StartsAt, EndsAt = slot.EndsAt, BusyUntil = slot.BusyUntil, BookedAt = clock.GetUtcNow(),
                };
                plans.Add(() => Add(booked));
                tell.Add((BookedTemplate, booked));
            }
        }

        if (errors.Count > 0) return errors;
        foreach (var plan in plans) plan();
        foreach (var (template, appointment) in tell)
        {
            var kind = template switch { BookedTemplate => JournalKinds.AppointmentBooked, MovedTemplate => JournalKinds.AppointmentMoved, _ => JournalKinds.AppointmentEnded };
            commit.Note(loaded.Case, new JournalEntry(kind, step, null, new() { ["appointment"] = appointment.Field, ["startsAt"] = SlotTimes.Iso(appointment.StartsAt), ["service"] = appointment.Service, ["resource"] = appointment.Resource }));
            await TellAsync(loaded, template, appointment, accepted, ct);
        }

        return errors;

        string Say(string key) => FormTexts.In(loaded.Case.Locale)[key];
    }

    /// <summary>To another time of the same service.</summary>
    /// <param name="byStaff">Without the customer's limit, and the lead time.</param>
    public async Task<CaseRunner.Decision> MoveAsync(CaseRunner.Loaded loaded, Guid id, DateTimeOffset start, bool byStaff, CancellationToken ct)
    {
        claimed.Clear();
        if (await BookedAsync(id, ct) is not { } appointment) return new CaseRunner.Decision.No(NotBooked);
        if (!byStaff && !await CanChangeAsync(appointment, ct)) return new CaseRunner.Decision.No(TooLate);
        if (await finder.FindAsync(appointment.Service, appointment.Environment, id, ct, byStaff) is not { } free || free.At(start) is not { } slot) return new CaseRunner.Decision.No(Taken(loaded.Case.Locale));
        if (start == appointment.StartsAt) return new CaseRunner.Decision.OnlySave();

        // Whoever has it keeps it, if that is possible.
        var seat = slot.Seats.FirstOrDefault(seat => seat.Resource == appointment.Resource) ?? await finder.ChooseAsync(slot, appointment.Environment, ct);
        Move(appointment, appointment.Service, slot, seat);
        await TellAsync(loaded, MovedTemplate, appointment, [], ct);
        return new CaseRunner.Decision.Push(new RunEvent.AppointmentMoved(appointment.Field, SlotTimes.Iso(SlotTimes.In(free.Time.Zone, start))), "appointment.recorded");
    }

    /// <summary>Called off; the time is free again.</summary>
    public async Task<CaseRunner.Decision> CancelAsync(CaseRunner.Loaded loaded, Guid id, bool byStaff, CancellationToken ct)
    {
        if (await BookedAsync(id, ct) is not { } appointment) return new CaseRunner.Decision.No(NotBooked);
        if (!byStaff && !await CanChangeAsync(appointment, ct)) return new CaseRunner.Decision.No(TooLate);
        await TellAsync(loaded, CancelledTemplate, appointment, [], ct);
        return End(appointment, AppointmentState.Cancelled);
    }

    /// <summary>Somebody was there, or nobody.</summary>
    public async Task<CaseRunner.Decision> MarkAsync(Guid id, bool held, Error tooEarly, CancellationToken ct)
    {
        if (await BookedAsync(id, ct) is not { } appointment) return new CaseRunner.Decision.No(NotBooked);
        if (appointment.StartsAt > clock.GetUtcNow()) return new CaseRunner.Decision.No(tooEarly);
        return End(appointment, held ? AppointmentState.Held : AppointmentState.NoShow);
    }

    /// <summary>Until when the customer can change it.</summary>
    public async Task<DateTimeOffset> ChangesUntilAsync(Appointment appointment, CancellationToken ct)
    {
        var hours = await db.ServiceOffers.Where(s => s.Key == appointment.Service).Select(s => (int?)s.ChangeHours).SingleOrDefaultAsync(ct);
        return appointment.StartsAt.AddHours(-hours ?? 0);
    }

    public static Error Taken(string locale)
    {
        var words = FormTexts.In(locale)["slot.taken"];
        return new(422, "answers.invalid", words, new Dictionary<string, string[]> { ["slot"] = [words] });
    }

    private async Task<bool> CanChangeAsync(Appointment appointment, CancellationToken ct) => clock.GetUtcNow() <= await ChangesUntilAsync(appointment, ct);

    private Task<Appointment?> BookedAsync(Guid id, CancellationToken ct) => db.Appointments.SingleOrDefaultAsync(a => a.Id == id && a.State == AppointmentState.Booked, ct);

    private void Add(Appointment appointment)
    {
        commit.Add(appointment);
        Claim(appointment);
    }

    private void Move(Appointment appointment, string service, SlotFinder.Slot slot, SlotFinder.Seat seat)
    {
        commit.Free(appointment);
        appointment.MoveTo(service, slot, seat);
        Claim(appointment);
    }

    private CaseRunner.Decision.Push End(Appointment appointment, AppointmentState state)
    {
        commit.Free(appointment);
        appointment.End(state);
        return new(new RunEvent.AppointmentEnded(appointment.Field, state.ToString()), "appointment.recorded");
    }

    private void Claim(Appointment appointment)
    {
        foreach (var claim in appointment.Claims)
        {
            commit.Add(claim);
            claimed.Add(claim);
        }
    }

    private async Task<bool> WereTakenAsync(CancellationToken ct)
    {
        foreach (var seat in claimed.GroupBy(claim => (claim.Environment, claim.Resource, claim.Seat)).ToList())
        {
            var quarters = seat.Select(claim => claim.Quarter).ToList();
            var own = seat.First().AppointmentId;
            if (await db.SlotClaims.AnyAsync(c => c.Environment == seat.Key.Environment && c.Resource == seat.Key.Resource && c.Seat == seat.Key.Seat && quarters.Contains(c.Quarter) && c.AppointmentId != own, ct)) return true;
        }

        return false;
    }

    /// <summary>A tenant that has no words for it says nothing.</summary>
    private async Task TellAsync(CaseRunner.Loaded loaded, string template, Appointment appointment, JsonObject justAnswered, CancellationToken ct)
    {
        var answers = loaded.Run.Answers.DeepClone().AsObject();
        foreach (var (name, value) in justAnswered) answers[name] = value?.DeepClone();
        var words = await messages.RenderAsync(template, "preferred", loaded.Case.Locale, answers, loaded.Case.Number, portal.Portal(db.TenantId), ct, more: new Dictionary<string, Func<string, Task<object?>>> { ["appointment"] = locale => links.WordsOfAsync(appointment, locale, ct) });
        if (words is null) return;
        var (now, callId) = (clock.GetUtcNow(), "appt-" + ids.New().ToString("N")[^12..]);
        commit.Add(Due.ToSend(loaded.Case.Id, callId, now));
        commit.Add(words.MessageOf(ids.New(), loaded.Case.Id, callId, template, now));
    }
}
