namespace Portico.Sdk;

/// <summary>A log that cannot hold personal data: events are codes, fields are numbers, flags, durations and codes.</summary>
public interface IPluginLog
{
    /// <summary>Writes one event; the platform adds plugin, tenant, installation and time.</summary>
    /// <param name="level">How bad it is.</param>
    /// <param name="eventCode">What happened, a code such as <c>callback.undelivered</c>.</param>
    /// <param name="fields">What else there is to say.</param>
    void Write(PluginLogLevel level, ErrorCode eventCode, params IReadOnlyList<PluginLogField> fields);
}

/// <summary>How bad an event is.</summary>
public enum PluginLogLevel
{
    /// <summary>For the curious.</summary>
    Information,

    /// <summary>Somebody may want to look.</summary>
    Warning,

    /// <summary>Somebody has to look.</summary>
    Error,
}

/// <summary>One field of a log event. There is no field for free text, on purpose.</summary>
public sealed record PluginLogField
{
    private PluginLogField(ErrorCode name, object value) => (Name, Value) = (name, value);

    /// <summary>Name of the field.</summary>
    public ErrorCode Name { get; }

    /// <summary>A <see cref="long"/>, <see cref="bool"/>, <see cref="TimeSpan"/> or <see cref="ErrorCode"/>.</summary>
    public object Value { get; }

    /// <summary>A count, a size, a status.</summary>
    /// <param name="name">Name of the field, a code.</param>
    /// <param name="value">The number.</param>
    public static PluginLogField Of(string name, long value) => new(new ErrorCode(name), value);

    /// <summary>A yes or no.</summary>
    /// <param name="name">Name of the field, a code.</param>
    /// <param name="value">The flag.</param>
    public static PluginLogField Of(string name, bool value) => new(new ErrorCode(name), value);

    /// <summary>How long something took.</summary>
    /// <param name="name">Name of the field, a code.</param>
    /// <param name="value">The duration.</param>
    public static PluginLogField Of(string name, TimeSpan value) => new(new ErrorCode(name), value);

    /// <summary>One of a fixed set of words.</summary>
    /// <param name="name">Name of the field, a code.</param>
    /// <param name="value">The code.</param>
    public static PluginLogField Of(string name, ErrorCode value) => new(new ErrorCode(name), value);
}
