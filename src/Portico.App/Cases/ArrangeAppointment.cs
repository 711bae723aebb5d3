using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Cases;

/// <summary>What staff do to an appointment. Agents say what became of it; only admins move and cancel, and say why.</summary>
public static class ArrangeAppointment
{
    private static readonly Error NotBegun = new(409, "appointment.not_begun", "It has not begun yet. You can say what became of it once it has.");
    private static readonly Error NoReason = Invalid("reason", "Say why, in at most 500 characters. Colleagues read it in the audit.");
    private static readonly Error NoTime = Invalid("slot", "Choose one of the times shown.");

    public sealed class Handler(PorticoDb db, Bookings bookings, SlotFinder finder, CurrentActor actor)
    {
        /// <summary>Other times for it.</summary>
        public async Task<Result<SlotPage>> TimesAsync(Guid id, DateOnly? from, DateTimeOffset? chosen, CancellationToken ct)
        {
            if (await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } found) return Bookings.NotFound;
            return await finder.OthersAsync(found, ct, forStaff: true) is { } free ? SlotPage.Of(free, from, chosen, "en") : Bookings.NotFound;
        }

        public Task<Result<bool>> MarkAsync(Guid id, bool held, CancellationToken ct) =>
            ChangeAsync(id, held ? "appointment.held" : "appointment.no_show", null, _ => bookings.MarkAsync(id, held, NotBegun, ct), ct);

        public async Task<Result<bool>> MoveAsync(Guid id, string? start, string reason, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (start is null || SlotTimes.Read(start) is not { } at) return NoTime;
            return IsNoReason(reason) ? NoReason : await ChangeAsync(id, "appointment.moved", reason, loaded => bookings.MoveAsync(loaded, id, at, byStaff: true, ct), ct);
        }

        public async Task<Result<bool>> CancelAsync(Guid id, string reason, CancellationToken ct) =>
            Allowed.UnlessAdmin(actor) is { } no ? no : IsNoReason(reason) ? NoReason : await ChangeAsync(id, "appointment.cancelled", reason, loaded => bookings.CancelAsync(loaded, id, byStaff: true, ct), ct);

        private async Task<Result<bool>> ChangeAsync(Guid id, string action, string? reason, Func<CaseRunner.Loaded, Task<CaseRunner.Decision>> change, CancellationToken ct)
        {
            if (await db.Appointments.Where(a => a.Id == id).Select(a => a.CaseNumber).SingleOrDefaultAsync(ct) is not { } number) return Bookings.NotFound;
            return await bookings.ChangeAsync(number, action, new JsonObject { ["appointment"] = id.ToString("N"), ["reason"] = reason?.Trim() }, change, ct);
        }

        private static bool IsNoReason(string reason) => reason.Trim().Length is 0 or > 500;
    }

    private static Error Invalid(string field, string text) => new(422, "answers.invalid", text, new Dictionary<string, string[]> { [field] = [text] });
}
