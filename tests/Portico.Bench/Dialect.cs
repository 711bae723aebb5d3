using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Portico.Bench;

/// <summary>How a server is spoken to: start a journey, then hand in five steps of 1,024 bytes each.</summary>
public abstract class Dialect
{
    public const int Steps = 5;

    /// <summary>What one customer must remember between two requests.</summary>
    public sealed class Customer
    {
        public string Id { get; set; } = "";
        public string Token { get; set; } = "";
        public long Revision { get; set; }
    }

    public abstract byte[] Start(Customer customer, long number);

    public abstract byte[] Step(Customer customer, int step, long number);

    /// <summary>Takes what is needed from an answer; false: it is not the answer of a step that was accepted.</summary>
    public abstract bool Accept(Customer customer, int step, int status, ReadOnlySpan<byte> body);

    protected const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ";
    protected const int Variants = 64, BodyBytes = 1024;

    protected static string Filled(Func<string, string> body)
    {
        var random = new Random(42);
        return body(string.Concat(Enumerable.Range(0, BodyBytes - Encoding.UTF8.GetByteCount(body(""))).Select(_ => Letters[random.Next(Letters.Length)])));
    }

    protected static byte[] Post(string path, string body, string? token = null) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
}

/// <summary>The servers of <c>../shared/bench-peers</c>.</summary>
public sealed class PeerDialect(string run, string kind = "rest") : Dialect
{
    private static readonly string[][] Bodies = [.. Enumerable.Range(0, Steps + 1).Select(step => Enumerable.Range(0, Variants).Select(v => Filled(note =>
        $$"""{"step":{{step}},"tenant":{{v % 20}},"fields":{"fullName":"Amina van den Bergh","email":"user{{v}}@example.org","postcode":"{{10000 + v * 37}}","usageKwh":{{(v % 8 == 0 ? 9000 : 2400)}}},"note":"{{note}}"}""")).ToArray())];

    public override byte[] Start(Customer customer, long number)
    {
        customer.Id = $"{run}-{number}";
        return Post(Of(customer, "start", ""), Bodies[0][number % Variants]);
    }

    public override byte[] Step(Customer customer, int step, long number) => Post(Of(customer, "step", $"/steps/{step}"), Bodies[step][number % Variants]);

    private string Of(Customer customer, string method, string path) => kind == "restate-obj" ? $"/Journey/{customer.Id}/{method}" : $"/journeys/{customer.Id}{path}";

    public override bool Accept(Customer customer, int step, int status, ReadOnlySpan<byte> body) =>
        status is >= 200 and < 300 && body.IndexOf(step == Steps ? "\"next\":\"done\""u8 : Encoding.UTF8.GetBytes($"\"next\":\"step{step + 1}\"")) >= 0;
}

/// <summary>Portico's own API, as any client would use it.</summary>
public sealed class PorticoDialect : Dialect
{
    // The revision stands where it can be overwritten: the request has the same length for each.
    private static readonly string[] Answers = [.. Enumerable.Range(0, Variants).Select(v => Filled(note =>
        $$$"""{"revision":0000000,"answers":{"fullName":"Amina van den Bergh","email":"user{{{v}}}@example.org","postcode":"{{{10000 + v * 37}}}","usageKwh":{{{(v % 8 == 0 ? 9000 : 2400)}}},"note":"{{{note}}}"}}"""))];

    public override byte[] Start(Customer customer, long number) => Post($"/api/v1/journeys/{BenchHost.Journey}/cases", """{"locale":"en"}""", BenchHost.PublicKey);

    public override byte[] Step(Customer customer, int step, long number) =>
        Post($"/api/v1/cases/{customer.Id}/steps/step{step}", Answers[number % Variants].Replace("0000000", customer.Revision.ToString(CultureInfo.InvariantCulture).PadLeft(7), StringComparison.Ordinal), customer.Token);

    public override bool Accept(Customer customer, int step, int status, ReadOnlySpan<byte> body)
    {
        if (status != (step == 0 ? 201 : 200)) return false;
        if (step == 0) (customer.Id, customer.Token) = (Text(body, "\"case\":\""u8), Text(body, "\"token\":\""u8));
        customer.Revision = Utf8Parser.TryParse(After(body, "\"revision\":"u8), out int revision, out _) ? revision : -1;
        return step == Steps ? body.IndexOf("\"status\":\"completed\""u8) >= 0 : Text(body, "\"step\":{\"id\":\""u8) == $"step{step + 1}";
    }

    private static string Text(ReadOnlySpan<byte> body, ReadOnlySpan<byte> before)
    {
        var rest = After(body, before);
        return Encoding.UTF8.GetString(rest[..Math.Max(0, rest.IndexOf((byte)'"'))]);
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> body, ReadOnlySpan<byte> before) => body.IndexOf(before) is >= 0 and var at ? body[(at + before.Length)..] : [];
}
