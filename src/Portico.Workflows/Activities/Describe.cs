namespace Portico.Workflows.Activities;

/// <summary>Short ways to write down a descriptor.</summary>
internal static class Describe
{
    public static ActivityDescriptor Activity(string type, string display, string category, string description, string kind = "Action", IReadOnlyList<PortDescriptor>? ports = null, IReadOnlyList<InputDescriptor>? inputs = null, IReadOnlyList<OutputDescriptor>? outputs = null) =>
        new(type, 1, type[(type.LastIndexOf('.') + 1)..], display, category, description, kind, ports ?? [], inputs is null ? [] : [.. inputs.Select((input, i) => input with { Order = i })], outputs ?? []);

    public static PortDescriptor Flow(string name, string? display = null) => new(name, display ?? name, "Flow");

    public static PortDescriptor Slot(string name) => new(name, name, "Embedded");

    public static InputDescriptor Line(string name, string display, string description, string? value = null, string type = "String") => new(name, type, display, description, "singleline", value);

    public static InputDescriptor Script(string name, string display, string description, string type = "Object") => new(name, type, display, description, "singleline", DefaultSyntax: "JavaScript");

    public static InputDescriptor Choice(string name, string display, string description, string value, params string[] options) => new(name, "String", display, description, "dropdown", value, Options: options);

    public static InputDescriptor From(string source, string name, string display, string description) => new(name, "String", display, description, "dropdown", OptionsFrom: source);

    public static OutputDescriptor Result(string name, string description, string type = "Object") => new(name, type, name, description);
}
