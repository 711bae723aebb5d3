using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.App.Shared;

namespace Portico.App.Plugins;

/// <summary>
/// Numbers of payment cards do not pass through here, whatever a journey asks for and whatever a contract's types allow. A card is entered at the provider's page. What counts as one begins and
/// is as long as those of a card scheme and has its check digit; numbers of meters and connections, of which one in ten has that digit by chance, begin otherwise or are of other lengths.
/// </summary>
internal static partial class CardNumbers
{
    public static bool AreIn(JsonNode? node) => node switch
    {
        JsonObject members => members.Any(member => AreIn(member.Value)),
        JsonArray items => items.Any(AreIn),
        JsonValue value => value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number && Digits().Matches(value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()).Any(run => IsCard(run.Value)),
        _ => false,
    };

    private static bool IsCard(string run)
    {
        var digits = string.Concat(run.Where(char.IsAsciiDigit));
        var (two, four) = (int.Parse(digits.AsSpan(0, 2), provider: null), int.Parse(digits.AsSpan(0, 4), provider: null));
        var scheme = digits.Length switch
        {
            15 => two is 34 or 37,
            16 => digits[0] is '4' || two is (>= 50 and <= 65) or 35 || four is >= 2221 and <= 2720,
            19 => digits[0] is '4' || two is 62 or 60,
            _ => false,
        };
        return scheme && Luhn.Passes(digits);
    }

    // Not inside a longer word: an IBAN holds digits that are no card.
    [GeneratedRegex(@"(?<![\p{L}\p{N}])\d(?:[ -]?\d){14,18}(?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
