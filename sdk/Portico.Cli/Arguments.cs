namespace Portico.Cli;

/// <summary>What stands behind a command: names without a dash, and options that each have one value.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> options = new(StringComparer.Ordinal);

    private Arguments() { }

    public List<string> Names { get; } = [];

    public string? this[string option] => options.GetValueOrDefault(option);

    /// <returns>Null: it was said on <paramref name="errors"/> what is not understood.</returns>
    public static Arguments? Read(IReadOnlyList<string> arguments, IReadOnlyCollection<string> known, TextWriter errors)
    {
        var read = new Arguments();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith('-'))
            {
                read.Names.Add(arguments[i]);
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
