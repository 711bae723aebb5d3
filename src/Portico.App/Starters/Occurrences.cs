using System.Globalization;
using Portico.Workflows;
using Portico.Workflows.Schedules;

namespace Portico.App.Starters;

/// <summary>When a starter of time comes due. What was missed while nobody worked happens once, and then it goes on in the future.</summary>
public static class Occurrences
{
    public static bool IsOfTime(StarterKind kind) => kind is StarterKind.Timer or StarterKind.Cron or StarterKind.StartAt;

    /// <summary>In one line, so that the same starter of the next version is recognised.</summary>
    public static string KeyOf(Starter starter) => starter.Kind switch
    {
        StarterKind.Timer => starter.Interval!.Value.ToString("c", CultureInfo.InvariantCulture),
        StarterKind.Cron => starter.CronExpression!.Trim(),
        StarterKind.StartAt => starter.At!.Value.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        StarterKind.Event => starter.Event!,
        _ => starter.Path!,
    };

    /// <returns>Null: never, or not any more.</returns>
    public static DateTimeOffset? First(StarterKind kind, string key, DateTimeOffset now, TimeZoneInfo zone, TimeSpan shortest) => kind switch
    {
        StarterKind.StartAt => Instant(key) is var at && at > now ? at : null,
        _ => Next(kind, key, now, now, zone, shortest),
    };

    /// <param name="last">When it was due.</param>
    public static DateTimeOffset? Next(StarterKind kind, string key, DateTimeOffset last, DateTimeOffset now, TimeZoneInfo zone, TimeSpan shortest)
    {
        switch (kind)
        {
            case StarterKind.Timer:
                var interval = TimeSpan.ParseExact(key, "c", CultureInfo.InvariantCulture);
                if (interval < shortest) interval = shortest;
                // In step with the first start, however late this one is.
                var passed = now > last ? (now - last).Ticks / interval.Ticks : 0;
                var room = (DateTimeOffset.MaxValue - last).Ticks / interval.Ticks;
                return passed + 1 > room ? null : last.AddTicks(interval.Ticks * (passed + 1));
            case StarterKind.Cron:
                if (!CronSchedule.TryParse(key, out var schedule, out _)) return null;
                var next = schedule.Next(now, zone);
                return next is { } soon && soon < last + shortest ? schedule.Next(last + shortest - TimeSpan.FromTicks(1), zone) : next;
            default:
                return null;
        }
    }

    private static DateTimeOffset Instant(string key) => DateTimeOffset.Parse(key, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
