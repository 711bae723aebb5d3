using System.Globalization;

namespace Portico.Bench;

/// <param name="Rounds">How often each server has its turn; figures are medians of these. Default 5.</param>
/// <param name="Clients">Journeys in flight. Default 32.</param>
/// <param name="Seconds">Length of a measured slice, after a second of warming. Default 3.</param>
/// <param name="Only">Labels to run; empty: all that need nothing but .NET and PostgreSQL.</param>
/// <param name="Peers">Also the peers of <c>../shared/bench-peers</c>, which install what they need in <c>$ROOT</c> or a folder for passing files.</param>
public sealed record BenchOptions(int Rounds, int Clients, double Seconds, IReadOnlyList<string> Only, bool Peers)
{
    private const string Usage = "usage: Portico.Bench [--rounds N] [--clients N] [--seconds N] [--only LABEL,LABEL] [--peers]";

    /// <summary>A number that one of the other commands is told.</summary>
    public static int Number(string[] args, string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions(5, 32, 3, [], false);
        for (var i = 0; i < args.Length; i++)
        {
            string Next() => ++i < args.Length ? args[i] : throw new ArgumentException(Usage);
            options = args[i] switch
            {
                "--rounds" => options with { Rounds = int.Parse(Next(), CultureInfo.InvariantCulture) },
                "--clients" => options with { Clients = int.Parse(Next(), CultureInfo.InvariantCulture) },
                "--seconds" => options with { Seconds = double.Parse(Next(), CultureInfo.InvariantCulture) },
                "--only" => options with { Only = Next().Split(',') },
                "--peers" => options with { Peers = true },
                _ => throw new ArgumentException(Usage),
            };
        }

        return options;
    }
}
