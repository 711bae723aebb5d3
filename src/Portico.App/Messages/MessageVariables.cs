using System.Text.RegularExpressions;

namespace Portico.App.Messages;

/// <summary>What the words of a template speak of. Handlebars fills a name it does not know with nothing, so names are looked at before customers read the gap.</summary>
public sealed partial class MessageVariables
{
    /// <summary>Filled in for every message; beside them <c>answers.</c> and the name of a field.</summary>
    public static readonly IReadOnlyList<string> Known = ["tenant.name", "tenant.supportEmail", "tenant.supportPhone", "customer.givenName", "customer.name", "case.number", "case.link", "appointment.service", "appointment.time", "appointment.link", "appointment.calendar", "withdrawal.contract", "withdrawal.until", "withdrawal.time", "withdrawal.link"];

    private const string OfAnswers = "answers.";
    private readonly List<string> names = [];

    public static MessageVariables In(MessageTemplate template)
    {
        var found = new MessageVariables();
        var (depth, opened) = (0, new Stack<bool>());
        foreach (var words in new[] { template.Subject, template.Body }.OfType<string>())
        {
            foreach (var tag in Tags().Matches(words).Select(match => match.Groups[1].Value.Trim()))
            {
                if (tag is "" or "else" or ['!', ..]) continue;
                if (tag[0] == '/')
                {
                    if (opened.TryPop(out var changed) && changed) depth--;
                    continue;
                }
                var parts = tag.TrimStart('#', '^', '&').Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                // Of a block or a helper the first word is no name.
                var read = parts.Length > 1 ? parts[1..] : tag[0] == '#' ? [] : parts;
                found.names.AddRange(read.Where(name => Path().IsMatch(name) && name != "this" && (depth == 0 || Roots.Any(root => name.StartsWith(root, StringComparison.Ordinal)))));
                if (tag[0] is not ('#' or '^')) continue;
                opened.Push(parts[0] is "each" or "with");
                if (opened.Peek()) depth++;
            }
        }
        return found;
    }

    /// <summary>Names of the answers that go into the words.</summary>
    public IEnumerable<string> Answers => names.Where(name => name.StartsWith(OfAnswers, StringComparison.Ordinal)).Select(name => name[OfAnswers.Length..]).Concat(names.Contains("customer.givenName") ? ["givenName"] : []).Concat(names.Contains("customer.name") ? ["givenName", "familyName"] : []);

    /// <param name="fields">What a customer is asked.</param>
    /// <param name="anyField">True: which forms are shown is not known, so every answer is believed.</param>
    public IEnumerable<string> Undeclared(IReadOnlySet<string> fields, bool anyField) =>
        names.Distinct().Where(name => name.StartsWith(OfAnswers, StringComparison.Ordinal) ? !anyField && !fields.Contains(name[OfAnswers.Length..]) : !Known.Contains(name));

    private static readonly string[] Roots = ["tenant.", "customer.", "case.", "appointment.", "withdrawal.", OfAnswers];

    [GeneratedRegex(@"\{\{\{?([^{}]*)\}?\}\}")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\A[A-Za-z_][\w.]*\z")]
    private static partial Regex Path();
}
