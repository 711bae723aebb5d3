using Portico.App.Calendars;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Calendars;

/// <summary>A tenant's own closing days, and nobody else's.</summary>
public abstract class ClosingDayTests(TestPortico platform)
{
    private static readonly DateOnly Monday = new(2027, 6, 14);

    [Fact]
    public async Task An_admin_adds_and_removes_a_day_and_only_this_tenant_is_closed()
    {
        var refused = await platform.AsStaffAsync("aurora", Roles.Agent, (AddClosingDay.Handler add) => add.HandleAsync(new(Monday, "Summer party"), default));
        var added = await platform.AsStaffAsync("aurora", Roles.Admin, (AddClosingDay.Handler add) => add.HandleAsync(new(Monday, "Summer party"), default));
        var twice = await platform.AsStaffAsync("aurora", Roles.Admin, (AddClosingDay.Handler add) => add.HandleAsync(new(Monday, "Again"), default));
        var (closed, elsewhere) = (await IsOpenAsync("aurora"), await IsOpenAsync("clearwater"));
        var removed = await platform.AsStaffAsync("aurora", Roles.Admin, (RemoveClosingDay.Handler remove) => remove.HandleAsync(Monday, default));

        Assert.Equal(("staff.not_allowed", true, "calendar.day_known", true), (refused.Error?.Code, added.Ok, twice.Error?.Code, removed.Ok));
        Assert.Equal((false, true, true), (closed, elsewhere, await IsOpenAsync("aurora")));
    }

    private Task<bool?> IsOpenAsync(string tenant) => platform.AsStaffAsync(tenant, Roles.Agent, async (TenantCalendars calendars) => (await calendars.OfAsync(default)).Calendar("")!.IsWorkingDay(Monday));
}

public sealed class ClosingDaysOnSqliteTests(TestPortico platform) : ClosingDayTests(platform), IClassFixture<TestPortico>;

public sealed class ClosingDaysOnPostgresTests(TestPorticoOnPostgres platform) : ClosingDayTests(platform), IClassFixture<TestPorticoOnPostgres>;
