using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>What the customer can do behind the link to an appointment: look at it, take it into a calendar, move it, cancel it.</summary>
public static class ChangeAppointment
{
    /// <param name="StartsAt">By the tenant's clock.</param>
    /// <param name="CanChange">False: it is too late, or it is no longer booked.</param>
    /// <param name="Choice">Other times; null unless it can be changed.</param>
    public sealed record View(AppointmentView Appointment, string Locale, bool CanChange, SlotPage? Choice);

    private static readonly Error NotATime = new(422, "answers.invalid", "Choose one of the times shown.");

    public sealed class Handler(PorticoDb db, Bookings bookings, AppointmentViews views, AppointmentLinks links, SlotFinder finder, TimeProvider clock)
    {
        /// <param name="asked">The language; null: of the case.</param>
        /// <param name="from">The first day of the other times.</param>
        public async Task<Result<View>> ReadAsync(string token, string? asked, DateOnly? from, DateTimeOffset? chosen, CancellationToken ct)
        {
            if (await FindAsync(token, ct) is not var (found, caseLocale)) return Bookings.NotFound;
            var locale = asked ?? caseLocale;
            var view = await views.OfAsync(found, locale, ct);
            var canChange = found.State == AppointmentState.Booked && clock.GetUtcNow() <= view.ChangesUntil;
            var free = canChange ? await finder.OthersAsync(found, ct) : null;
            return new View(view, locale, canChange, free is null ? null : SlotPage.Of(free, from, chosen, locale));
        }

        /// <returns>The file's text.</returns>
        public async Task<Result<string>> CalendarAsync(string token, string organiser, CancellationToken ct)
        {
            if (await FindAsync(token, ct) is not var (found, locale)) return Bookings.NotFound;
            var view = await views.OfAsync(found, locale, ct);
            return CalendarFile.Of(found, $"{view.Service} – {organiser}", organiser, view.Url, clock.GetUtcNow());
        }

        public async Task<Result<bool>> MoveAsync(string token, string? start, CancellationToken ct)
        {
            if (await FindAsync(token, ct) is not var (found, locale)) return Bookings.NotFound;
            if (start is null || SlotTimes.Read(start) is not { } at) return NotATime with { Fields = new Dictionary<string, string[]> { ["slot"] = [FormTexts.In(locale)["choice.unknown"]] } };
            return await bookings.ChangeAsync(found.CaseNumber, "appointment.moved", null, loaded => bookings.MoveAsync(loaded, found.Id, at, byStaff: false, ct), ct);
        }

        public async Task<Result<bool>> CancelAsync(string token, CancellationToken ct) =>
            await FindAsync(token, ct) is not var (found, _) ? Bookings.NotFound : await bookings.ChangeAsync(found.CaseNumber, "appointment.cancelled", null, loaded => bookings.CancelAsync(loaded, found.Id, byStaff: false, ct), ct);

        private async Task<(Appointment Appointment, string Locale)?> FindAsync(string token, CancellationToken ct)
        {
            if (links.Read(token) is not { } id) return null;
            var found = await db.Appointments.AsNoTracking().Where(a => a.Id == id).Join(db.Cases, a => a.CaseId, c => c.Id, (a, c) => new { Appointment = a, c.Locale }).SingleOrDefaultAsync(ct);
            return found is null ? null : (found.Appointment, found.Locale);
        }
    }
}
