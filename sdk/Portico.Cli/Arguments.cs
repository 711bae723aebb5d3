using System.Globalization;

namespace Portico.Cli;

/// <summary>What stands behind a command: names without a dash, options that each have one value, and flags that have none.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> options = new(StringComparer.Ordinal);

    private readonly HashSet<string> flags = new(StringComparer.Ordinal);

    private Arguments() { }

    public List<string> Names { get; } = [];

    public string? this[string option] => options.GetValueOrDefault(option);

    public bool Has(string flag) => flags.Contains(flag);

    /// <returns>The value of an option that was given; null: it was said on <paramref name="errors"/> that it is no number.</returns>
    public int? Number(string option, TextWriter errors)
    {
        if (int.TryParse(this[option], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        errors.WriteLine($"{option} takes a number.");
        return null;
    }

    /// <returns>Null: it was said on <paramref name="errors"/> what is not understood.</returns>
    public static Arguments? Read(IReadOnlyList<string> arguments, IReadOnlyCollection<string> known, TextWriter errors, IReadOnlyCollection<string>? flags = null)
    {
        var read = new Arguments();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith('-'))
            {
                read.Names.Add(arguments[i]);
            }
            else if (flags?.Contains(arguments[i]) == true)
            {
                read.flags.Add(arguments[i]);
            }
            else if (!known.Contains(arguments[i]) || i + 1 == arguments.Count)
            {
                errors.WriteLine($"The option {arguments[i]} is not known, or lacks its value.");
                return null;
            }
            else
            {
                read.options[arguments[i]] = arguments[++i];
            }
        }

        return read;
    }
}
