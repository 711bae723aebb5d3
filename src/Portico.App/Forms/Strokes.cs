using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Forms;

/// <summary>A signature drawn by hand: for each stroke its points, <c>[x, y, x, y …]</c>, on a sheet of 600 by 200. Only numbers are taken from a browser; the picture is ours.</summary>
public static class Strokes
{
    public const int Width = 600, Height = 200;
    private const int MostStrokes = 100, MostPoints = 3_000;

    // About the length of one letter; less is a slip of the finger.
    private const double LeastInk = 60;

    /// <summary>Null: not what it should be, or too much of it.</summary>
    public static JsonArray? Read(JsonNode drawn)
    {
        if (drawn is not JsonArray { Count: <= MostStrokes } strokes) return null;
        var read = new JsonArray();
        var points = 0;
        foreach (var stroke in strokes)
        {
            if (stroke is not JsonArray line || line.Count % 2 != 0 || (points += line.Count / 2) > MostPoints) return null;
            var tidy = new JsonArray();
            for (var i = 0; i < line.Count; i++)
            {
                if (line[i]?.GetValueKind() != JsonValueKind.Number || !double.TryParse(line[i]!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var at)) return null;
                tidy.Add((int)Math.Round(Math.Clamp(at, 0, i % 2 == 0 ? Width : Height)));
            }

            if (tidy.Count > 0) read.Add(tidy);
        }

        return read;
    }

    public static bool IsMoreThanADot(JsonArray strokes) => strokes.Select(stroke => Points(stroke).ToList()).Sum(line => line.Zip(line.Skip(1), (a, b) => Math.Sqrt(Math.Pow(a.X - b.X, 2) + Math.Pow(a.Y - b.Y, 2))).Sum()) >= LeastInk;

    /// <summary>The same as the path of an SVG; empty if there is none.</summary>
    public static string PathOf(JsonNode? signature)
    {
        var path = new StringBuilder();
        foreach (var stroke in signature?["strokes"] as JsonArray ?? [])
        {
            var first = true;
            foreach (var (x, y) in Points(stroke))
            {
                path.Append(CultureInfo.InvariantCulture, $"{(first ? 'M' : 'L')}{x} {y}");
                first = false;
            }
        }

        return path.ToString();
    }

    private static IEnumerable<(int X, int Y)> Points(JsonNode? stroke)
    {
        var numbers = (stroke as JsonArray ?? []).Select(number => (int?)(number as JsonValue) ?? 0).ToList();
        for (var i = 0; i + 1 < numbers.Count; i += 2) yield return (numbers[i], numbers[i + 1]);
    }
}
