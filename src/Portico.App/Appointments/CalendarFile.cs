using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Portico.App.Appointments;

/// <summary>An appointment for the customer's own calendar (RFC 5545). A file that comes later, after a change, takes the place of the earlier one.</summary>
public static class CalendarFile
{
    public const string ContentType = "text/calendar; charset=utf-8", FileName = "appointment.ics";

    /// <param name="link">Where it can be changed.</param>
    public static string Of(Appointment appointment, string title, string organiser, string link, DateTimeOffset now)
    {
        var entry = new CalendarEvent
        {
            Uid = $"{appointment.Id:N}@portico",
            Summary = title,
            Description = link,
            Location = organiser,
            Url = new Uri(link),
            Start = Utc(appointment.StartsAt),
            End = Utc(appointment.EndsAt),
            DtStamp = Utc(now),
            Sequence = appointment.Moves + (appointment.State == AppointmentState.Cancelled ? 1 : 0),
            Status = appointment.State == AppointmentState.Cancelled ? EventStatus.Cancelled : EventStatus.Confirmed,
        };
        return new CalendarSerializer().SerializeToString(new Calendar { Method = CalendarMethods.Publish, ProductId = "-//Portico//Appointments//EN", Events = { entry } })!;
    }

    private static CalDateTime Utc(DateTimeOffset at) => new(at.UtcDateTime, CalDateTime.UtcTzId);
}
