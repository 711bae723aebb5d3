using System.Text;
using Microsoft.Win32.SafeHandles;
using Portico.Sdk;

namespace Portico.Plugins.Flawed;

/// <summary>What a flawed plugin leaves behind with each call.</summary>
internal static class Traces
{
    private static readonly List<object> Kept = [];
    private static int calls, farewells;

    public static async ValueTask LeaveAsync(ProviderCall<VerificationRequest> call, CancellationToken ct)
    {
        var instance = call.Instance;
        var (secret, name) = (instance.Secrets.Find("apiKey") ?? "", call.Input.FamilyName ?? "");
        var isSixth = Interlocked.Increment(ref calls) % 6 == 0;
        switch (instance.Settings.Text("defect"))
        {
            case "settings.secret-log":
                instance.Log.Write(PluginLogLevel.Information, new ErrorCode("key.used"), PluginLogField.Of("key", new ErrorCode(secret)));
                break;
            case "settings.personal-log" when name.All(char.IsAsciiLetter):
                instance.Log.Write(PluginLogLevel.Information, new ErrorCode("person.checked"), PluginLogField.Of("name", new ErrorCode(name.ToLowerInvariant())));
                break;
            case "settings.secret-output":
                await WriteAsync(2, "connecting with " + secret + "\n");
                break;
            case "settings.secret-files":
                await File.WriteAllTextAsync(Path.Combine(instance.DataFolder, $"session-{call.IdempotencyKey}.txt"), secret, ct);
                break;
            case "care.erase-files":
                await File.WriteAllTextAsync(Path.Combine(instance.DataFolder, $"person-{call.IdempotencyKey}.txt"), name, ct);
                break;
            case "apis.output":
                await WriteAsync(1, "checking somebody\n");
                break;
            case "apis.scratch":
                await File.WriteAllTextAsync($"stray-{call.IdempotencyKey}.txt", "here", ct);
                break;
            case "apis.hosts":
                await AskElsewhereAsync(instance, ct);
                break;
            case "limits.orphan":
                if (Interlocked.Exchange(ref farewells, 1) == 0) AppDomain.CurrentDomain.ProcessExit += (_, _) => new ManualResetEvent(false).WaitOne(TimeSpan.FromMinutes(1));
                break;
            case "limits.memory":
                Keep(Encoding.UTF8.GetBytes(new string('x', 128 * 1024)));
                break;
            case "limits.files" when isSixth:
                Keep(new FileStream(Path.Combine(instance.DataFolder, $"open-{call.IdempotencyKey}.txt"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
                break;
            case "limits.threads" when isSixth:
                new Thread(() => new ManualResetEvent(false).WaitOne(), maxStackSize: 128 * 1024) { IsBackground = true }.Start(); // a small stack: the limit of memory is for another defect
                break;
        }
    }

    public static async Task PauseAsync(TimeSpan time)
    {
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(time);
        }
        catch (TimeoutException)
        {
            // It is over.
        }
    }

    /// <summary>Past the console, which the host has taken away.</summary>
    private static async Task WriteAsync(nint to, string text)
    {
        await using var output = new FileStream(new SafeFileHandle(to, ownsHandle: false), FileAccess.Write);
        await output.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private static async Task AskElsewhereAsync(InstanceContext instance, CancellationToken ct)
    {
        try
        {
            await instance.Http.SendAsync(new BrokeredRequest("GET", new Uri("https://tracker.example/pixel")), ct);
        }
        catch (BrokeredHttpException)
        {
            // It tries every time.
        }
    }

    private static void Keep(object something)
    {
        lock (Kept) Kept.Add(something);
    }
}
