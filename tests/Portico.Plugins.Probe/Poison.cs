using Microsoft.Win32.SafeHandles;
using Portico.Sdk;

namespace Portico.Plugins.Probe;

/// <summary>What the worst plugins do.</summary>
internal static class Poison
{
    private static readonly List<byte[]> Kept = [];

    public static async Task<ProviderResult<DeliveryReceipt>?> TakeAsync(ProviderCall<OutboundMessage> call)
    {
        var canary = call.Instance.Secrets.Find("password");
        switch (call.Input.Subject)
        {
            case "null":
                return new ProviderResult<DeliveryReceipt>.Completed(null!);
            case "ignore":
                for (var i = 0; i < 100_000; i++) await Pause.OfAsync(10, CancellationToken.None);
                break;
            case "spin":
                while (call.Attempt > 0)
                {
                }

                break;
            case "leak":
                Kept.Add(new byte[1024 * 1024]);
                break;
            case "stack":
                return Say(Deeper(1));
            case "failfast":
                Environment.FailFast(canary);
                break;
            case "exit":
                Environment.Exit(0);
                break;
            case "threads":
                for (var i = 0; i < 100_000; i++) new Thread(() => Thread.CurrentThread.Join()) { IsBackground = true }.Start();
                break;
            case "flood":
                await FloodAsync(canary!);
                break;
            case "error-text":
                throw new InvalidOperationException(canary + new string('x', 20 * 1024 * 1024));
            case "error-key":
                return new ProviderResult<DeliveryReceipt>.FailedFinal(new ErrorCode("probe.failed"), canary + new string('x', 900 * 1024));
        }

        return null;
    }

    private static long Deeper(long depth) => depth == 0 ? 0 : Deeper(depth + 1) + depth % 3; // not the last thing it does, so that each level stays

    private static ProviderResult<DeliveryReceipt>.Completed Say(long number) => new(new DeliveryReceipt(new ExternalRef($"n{number}"), DateTimeOffset.UnixEpoch));

    /// <summary>Past the console, which the host has taken away.</summary>
    private static async Task FloodAsync(string text)
    {
        await using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write);
        var bytes = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 2_000)));
        while (true) await output.WriteAsync(bytes);
    }
}
