using System.Text;
using Portico.Sdk;

namespace Portico.Plugins.Tests;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sat, 28 Nov 2026 08:01:30 GMT", 90)]
    [InlineData("Sat, 28 Nov 2026 07:00:00 GMT", 0)]
    [InlineData("-7", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void It_says_when_the_provider_wants_to_be_asked_again(string? header, int? seconds)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (header is not null) headers["retry-after"] = header;

        var after = new BrokeredResponse(429, headers, Encoding.UTF8.GetBytes("{}")).RetryAfter(Now);

        Assert.Equal(seconds, (int?)after?.TotalSeconds);
    }
}
