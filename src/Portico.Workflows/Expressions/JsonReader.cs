using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>Reads JSON into values of the language, and pays for each before it is made. .NET's reader refuses halves of characters, and keys that come twice.</summary>
internal sealed class JsonReader(string source, Meter meter)
{
    private int at;

    public static object? Read(string source, Meter meter)
    {
        meter.Scan(source.Length);
        var reader = new JsonReader(source, meter);
        var value = reader.ReadValue();
        reader.SkipSpace();
        return reader.at == source.Length ? value : throw Error();
    }

    private object? ReadValue()
    {
        meter.Step();
        SkipSpace();
        switch (at < source.Length ? source[at] : '\0')
        {
            case '{': return ReadObject();
            case '[': return ReadArray();
            case '"': return ReadText();
            case 't': return ReadWord("true", Flag.True);
            case 'f': return ReadWord("false", Flag.False);
            case 'n': return ReadWord("null", null);
            default: return ReadNumber();
        }
    }

    private object? ReadWord(string word, object? value)
    {
        if (string.CompareOrdinal(source, at, word, 0, word.Length) != 0) throw Error();
        at += word.Length;
        return value;
    }

    private JsObject ReadObject()
    {
        meter.Enter();
        meter.Members(0);
        var json = new JsObject();
        at++;
        for (var first = true; !Take('}'); first = false)
        {
            if (!first) Expect(',');
            SkipSpace();
            if (at >= source.Length || source[at] != '"') throw Error();
            var key = ReadText();
            Expect(':');
            meter.Allocate(128);
            json.Set(key, ReadValue());
        }
        meter.Leave();
        return json;
    }

    private JsArray ReadArray()
    {
        meter.Enter();
        meter.List(0);
        List<object?> items = [];
        at++;
        for (var first = true; !Take(']'); first = false)
        {
            if (!first) Expect(',');
            meter.Allocate(48);
            items.Add(ReadValue());
        }
        meter.Leave();
        return new(items);
    }

    private string ReadText()
    {
        var start = ++at;
        while (at < source.Length && source[at] != '"') at += source[at] == '\\' ? 2 : 1;
        if (at >= source.Length) throw Error();
        var raw = source.AsSpan(start, at++ - start);
        foreach (var c in raw) if (c < ' ') throw Error();
        meter.BuiltText(raw.Length);
        if (!raw.Contains('\\')) return raw.ToString();
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }
            i++;
            if (raw[i] != 'u')
            {
                text.Append(raw[i] switch { '"' => '"', '\\' => '\\', '/' => '/', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => throw Error() });
                continue;
            }
            var value = 0;
            for (var digit = 1; digit <= 4; digit++) value = i + digit < raw.Length && char.IsAsciiHexDigit(raw[i + digit]) ? (value * 16) + JsNumber.Digit(raw[i + digit]) : throw Error();
            text.Append((char)value);
            i += 4;
        }
        return text.ToString();
    }

    private double ReadNumber()
    {
        var start = at;
        if (at < source.Length && source[at] == '-') at++;
        var whole = SkipDigits();
        if (whole == 0 || (whole > 1 && source[at - whole] == '0')) throw Error();
        if (at < source.Length && source[at] == '.')
        {
            at++;
            if (SkipDigits() == 0) throw Error();
        }
        if (at < source.Length && source[at] is 'e' or 'E')
        {
            at++;
            if (at < source.Length && source[at] is '+' or '-') at++;
            if (SkipDigits() == 0) throw Error();
        }
        return double.Parse(source.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private int SkipDigits()
    {
        var start = at;
        while (at < source.Length && char.IsAsciiDigit(source[at])) at++;
        return at - start;
    }

    private bool Take(char sign)
    {
        SkipSpace();
        if (at >= source.Length || source[at] != sign) return false;
        at++;
        return true;
    }

    private void Expect(char sign)
    {
        if (!Take(sign)) throw Error();
    }

    private void SkipSpace()
    {
        while (at < source.Length && source[at] is ' ' or '\t' or '\n' or '\r') at++;
    }

    private static ExpressionFault Error() => new("expression.bad_json", "JSON.parse was given a text that is not JSON.");
}
