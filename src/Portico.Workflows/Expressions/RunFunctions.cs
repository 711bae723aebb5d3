using System.Buffers.Binary;
using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>What expressions know about their run, under the names they have in Elsa.</summary>
internal static class RunFunctions
{
    public static readonly JsBuiltIn[] All =
    [
        BuiltIns.Function("getVariable", a => a.Scope.TryGetVariable(a.Text(0), out var variable) ? JsJson.FromNode(variable, a.Meter) : Undefined.Value),
        BuiltIns.Function("setVariable", a => Nothing(() => a.Scope.SetVariable(a.Text(0), JsJson.ToNode(a[1], a.Meter)))),
        BuiltIns.Function("getInput", a => a.Scope.TryGetInput(a.Text(0), out var input) ? JsJson.FromNode(input, a.Meter) : Undefined.Value),
        BuiltIns.Function("getAnswer", a => a.Scope.Answers.TryGetPropertyValue(a.Text(0), out var answer) ? JsJson.FromNode(answer, a.Meter) : Undefined.Value),
        BuiltIns.Function("getOutputFrom", a => JsJson.FromNode(a.Scope.OutputFrom(a.Text(0), Convert.IsNullish(a[1]) ? null : a.Text(1)), a.Meter)),
        BuiltIns.Function("getLastResult", a => JsJson.FromNode(a.Scope.LastResult, a.Meter)),
        BuiltIns.Function("getCorrelationId", a => a.Scope.CorrelationId),
        BuiltIns.Function("setCorrelationId", a => Nothing(() => a.Scope.CorrelationId = TextOrNull(a))),
        BuiltIns.Function("getWorkflowInstanceId", a => a.Scope.RunId),
        BuiltIns.Function("getWorkflowInstanceName", a => a.Scope.RunName),
        BuiltIns.Function("setWorkflowInstanceName", a => Nothing(() => a.Scope.RunName = TextOrNull(a))),
        BuiltIns.Function("getWorkflowDefinitionId", a => a.Scope.DefinitionId),
        BuiltIns.Function("getWorkflowDefinitionVersion", a => (double)a.Scope.DefinitionVersion),
        BuiltIns.Function("getWorkflowDefinitionVersionId", a => a.Scope.DefinitionVersionId),
        BuiltIns.Function("newGuid", NewGuid),
        BuiltIns.Function("newGuidString", NewGuid),
        BuiltIns.Function("getGuidString", NewGuid),
        BuiltIns.Function("newShortGuid", NewShortGuid),
        BuiltIns.Function("getShortGuid", NewShortGuid),
        BuiltIns.Function("parseGuid", a => Guid.TryParse(a.Text(0), out var guid) ? guid.ToString() : throw ExpressionFault.Type("parseGuid was given a text that is not a GUID.")),
        BuiltIns.Function("isNullOrEmpty", a => Convert.IsNullish(a[0]) || a.Text(0).Length == 0),
        BuiltIns.Function("isNullOrWhiteSpace", a => Convert.IsNullish(a[0]) || string.IsNullOrWhiteSpace(a.Text(0))),
        BuiltIns.Function("toJson", a => JsJson.Stringify(a[0], "", a.Meter)),
        BuiltIns.Function("stringToBase64", a => ToBase64(Bytes(a.Text(0), a.Meter), a.Meter)),
        BuiltIns.Function("stringFromBase64", a => Text(FromBase64(a), a.Meter)),
        BuiltIns.Function("bytesFromString", a => List(Bytes(a.Text(0), a.Meter), a.Meter)),
        BuiltIns.Function("bytesToString", a => Text(Bytes(a), a.Meter)),
        BuiltIns.Function("bytesToBase64", a => ToBase64(Bytes(a), a.Meter)),
        BuiltIns.Function("bytesFromBase64", a => List(FromBase64(a), a.Meter)),
    ];

    private static Undefined Nothing(Action act)
    {
        act();
        return Undefined.Value;
    }

    private static string? TextOrNull(Arguments a) => Convert.IsNullish(a[0]) ? null : a.Text(0);

    private static string NewGuid(Arguments a) => DrawGuid(a.Scope).ToString();

    private static string NewShortGuid(Arguments a) => string.Concat(System.Convert.ToBase64String(DrawGuid(a.Scope).ToByteArray()).Where(char.IsAsciiLetterOrDigit));

    private static Guid DrawGuid(ExpressionScope scope)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, scope.Draw());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], scope.Draw());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private static byte[] Bytes(string text, Meter meter)
    {
        meter.Text(1.5 * text.Length);
        return Encoding.UTF8.GetBytes(text);
    }

    private static byte[] Bytes(Arguments a)
    {
        if (a[0] is not JsArray { Items: var items }) throw ExpressionFault.Type("A list of bytes was expected.");
        a.Meter.List(items.Count);
        return items.Select(item => item is double and >= 0 and <= 255 ? (byte)(double)item : throw ExpressionFault.Type("A list of bytes was expected.")).ToArray();
    }

    private static JsArray List(byte[] bytes, Meter meter)
    {
        meter.List(3L * bytes.Length);
        return new(bytes.Select(object? (value) => (double)value).ToList());
    }

    private static string Text(byte[] bytes, Meter meter)
    {
        meter.Text(bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }

    private static string ToBase64(byte[] bytes, Meter meter)
    {
        meter.Text((bytes.Length + 2) / 3 * 4d);
        return System.Convert.ToBase64String(bytes);
    }

    private static byte[] FromBase64(Arguments a)
    {
        var text = a.Text(0);
        a.Meter.Text(text.Length);
        var bytes = new byte[text.Length];
        return System.Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : throw ExpressionFault.Type("The text is not Base64.");
    }
}
