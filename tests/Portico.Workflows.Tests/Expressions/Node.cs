using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>What Node.js says about programs, and what we say, in the same words.</summary>
internal static class Node
{
    public const string Throws = "throws";

    public static async Task<string[]> Evaluate(IReadOnlyList<string> programs)
    {
        var start = new ProcessStartInfo("node", [System.IO.Path.Combine(AppContext.BaseDirectory, "Expressions", "node-oracle.js")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["TZ"] = "UTC", ["NODE_OPTIONS"] = "" },
        };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        await using (process.StandardInput)
            await JsonSerializer.SerializeAsync(process.StandardInput.BaseStream, new { answers = Sample.AnswerData, variables = Sample.VariableData, inputs = Sample.InputData, programs });
        var lines = (await output).Split('\n')[..^1];
        Assert.Equal(programs.Count, lines.Length);
        return lines;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException("Node.js is not on the path. This test compares with it and means nothing without it: install Node.js 20.");
        }
    }

    /// <summary>Our value, written as node-oracle.js writes it.</summary>
    public static string Write(object? value, int depth = 0)
    {
        if (depth > Meter.MaxDepth) throw new ExpressionFault("expression.too_deep", "A list contains itself.");
        string Inner(object? member) => Write(member, depth + 1);
        switch (value)
        {
            case null: return "null";
            case Undefined: return "undefined";
            case bool flag: return flag ? "true" : "false";
            case double number: return Write(number);
            case string text: return Write(text);
            case JsMatch match: return $"[{string.Join(',', match.Items.Select(Inner))}]@{((double)match.Get("index")!).ToString(CultureInfo.InvariantCulture)}{Write(match.Get("groups"))}";
            case JsArray array: return $"[{string.Join(',', array.Items.Select(Inner))}]";
            case JsDate date: return "date" + Write(date.Time);
            case JsRegex regex: return regex.Pattern.Text;
            case JsObject json: return $"{{{string.Join(',', json.Keys.Select(key => $"{Write(key)}:{Inner(json.Get(key))}"))}}}";
            default: return "function";
        }
    }

    private static string Write(double number) => double.IsNaN(number) ? "#NaN" : "#" + BitConverter.DoubleToUInt64Bits(number).ToString("x", CultureInfo.InvariantCulture);

    private static string Write(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is >= ' ' and <= '~' and not ('"' or '\\')) result.Append(c);
            else result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return result.Append('"').ToString();
    }
}
