using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portico.Packages;

/// <summary>One thing that a connector can do, as plugin.json describes it.</summary>
/// <param name="Name">Such as <c>customer.create</c>; holds a full stop, so that it is none of the protocol's own words.</param>
/// <param name="Label">What the designer shows.</param>
/// <param name="Input">Schema of what it is given; an object.</param>
/// <param name="Output">Schema of what it answers; an object.</param>
public sealed partial record OperationDescriptor(string Name, string Label, JsonElement Input, JsonElement Output)
{
    internal string? Complaint()
    {
        if (!NamePattern().IsMatch(Name) || Name.Length > 64) return "The name of an operation is like customer.create: lower case words with full stops between them.";
        foreach (var schema in (JsonElement[])[Input, Output])
        {
            if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("type", out var type) || type.ValueKind is not JsonValueKind.String || type.GetString() != "object") return $"Input and output of {Name} are schemas of type object.";
            if (JsonShape.Complaint(schema) is { } complaint) return $"A schema of {Name} {complaint}.";
        }

        return null;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)+$")]
    private static partial Regex NamePattern();
}
