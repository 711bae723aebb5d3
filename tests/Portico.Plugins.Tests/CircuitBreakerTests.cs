using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class CircuitBreakerTests
{
    private readonly FakeClock clock = new();

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(9, 11, false)]
    [InlineData(19, 0, false)]
    [InlineData(20, 0, true)]
    public void It_opens_when_half_of_at_least_twenty_calls_failed(int failed, int succeeded, bool opens)
    {
        var breaker = After(failed, succeeded);

        Assert.Equal(opens ? BreakerState.Open : BreakerState.Closed, breaker.State);
        Assert.Equal(opens, breaker.Enter() is not null);
    }

    [Fact]
    public void Failures_of_long_ago_do_not_count()
    {
        var breaker = After(19, 0);

        clock.Advance(TimeSpan.FromSeconds(31));
        breaker.Report(failed: true);

        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void After_its_rest_one_call_may_try_and_its_fate_decides()
    {
        var breaker = After(20, 0);
        Assert.Equal(TimeSpan.FromSeconds(30), breaker.Enter());

        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(breaker.Enter());
        Assert.NotNull(breaker.Enter()); // one only
        breaker.Report(failed: true);
        Assert.Equal(BreakerState.Open, breaker.State);

        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(breaker.Enter());
        breaker.Report(failed: false);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Assert.Null(breaker.Enter());
    }

    [Fact]
    public void A_call_that_never_left_says_nothing()
    {
        var breaker = After(20, 0);
        clock.Advance(TimeSpan.FromSeconds(30));

        breaker.Enter();
        breaker.Withdraw();

        Assert.Null(breaker.Enter());
    }

    [Fact]
    public async Task The_dead_provider_of_one_tenant_is_nothing_to_another()
    {
        await using var own = await Own.StartAsync();
        var plugins = own.Platform.Plugins;
        Task<ProviderReply> Verify(string name, string tenant) =>
            own.Platform.Call(own.Platform.Invocation("kyc.sandbox", "identity-verification", "start", new() { ["familyName"] = name }, installation: own.Platform.Installation(tenant)));
        for (var call = 0; call < 20; call++) await Verify("Down", "north");

        var held = Assert.IsType<ProviderReply.FailedRetryable>(await Verify("Lovelace", "north"));
        var other = await Verify("Lovelace", "south");
        own.Platform.Clock.Advance(TimeSpan.FromSeconds(30));
        var probe = await Verify("Lovelace", "north");

        Assert.Equal(("plugin.circuit_open", false, TimeSpan.FromSeconds(30)), (held.Code, held.OutcomeUnknown, held.RetryAfter));
        Assert.Equal("approved", PluginPlatform.Decision(other));
        Assert.Equal("approved", PluginPlatform.Decision(probe));
        Assert.Equal(BreakerState.Closed, plugins.BreakerOf("kyc.sandbox", "north", "kyc-1"));
    }

    private CircuitBreaker After(int failed, int succeeded)
    {
        var breaker = new CircuitBreaker(clock);
        for (var call = 0; call < succeeded; call++) breaker.Report(failed: false);
        for (var call = 0; call < failed; call++) breaker.Report(failed: true);
        return breaker;
    }
}
