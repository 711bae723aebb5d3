using System.Text;
using Portico.Sdk;

namespace Portico.Plugin.Sandbox;

/// <summary>What goes wrong between the pretended provider and the platform: for all calls by the setting <c>fault</c>, or for one by a name such as <c>Fault duplicate</c>.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The callback comes when the platform has long asked by itself.</summary>
    Delay,

    /// <summary>The callback comes three times at once.</summary>
    Duplicate,

    /// <summary>An earlier event comes after the final one.</summary>
    Reorder,

    /// <summary>The callback never comes.</summary>
    Drop,

    /// <summary>The callback is signed with another secret.</summary>
    BadSignature,

    /// <summary>The callback is signed, and not readable.</summary>
    Garbage,

    /// <summary>The callback is larger than the platform takes.</summary>
    Huge,

    /// <summary>Each answer takes five seconds.</summary>
    Slow,
}

internal static class Faults
{
    public const string Setting = "fault";
    public static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan LateCallback = TimeSpan.FromSeconds(6);
    private const string Magic = "FAULT ";

    public static Fault In(InstanceContext instance) => Read(instance.Settings.Text(Setting));

    /// <param name="name">A name of the customer, or null.</param>
    /// <returns>None: it asks for no fault.</returns>
    public static Fault NamedBy(string? name) => name?.Trim().ToUpperInvariant() is { } upper && upper.StartsWith(Magic, StringComparison.Ordinal) ? Read(upper[Magic.Length..]) : Fault.None;

    /// <summary>What is asked for by the name goes before what is set for all.</summary>
    public static Fault For(InstanceContext instance, string? name) => NamedBy(name) is var named and not Fault.None ? named : In(instance);

    /// <summary>Takes the time that a slow provider takes.</summary>
    public static async ValueTask AnswerAsync(Fault fault, CancellationToken ct)
    {
        if (fault is Fault.Slow) await Task.Delay(SlowAnswer, ct);
    }

    public static byte[] Spoilt(Fault fault, byte[] body) => fault switch
    {
        Fault.Garbage => [0xff, 0xfe, .. Encoding.UTF8.GetBytes("{\"half\":"), 0x00],
        Fault.Huge => [.. body, .. Enumerable.Repeat((byte)' ', 100 * 1024)],
        _ => body,
    };

    private static Fault Read(string? word) => Enum.TryParse<Fault>(word?.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var fault) ? fault : Fault.None;
}
