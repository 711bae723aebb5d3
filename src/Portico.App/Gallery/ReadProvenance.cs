using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Users;

namespace Portico.App.Gallery;

/// <summary>Where a journey comes from, and what became of that template since.</summary>
public static class ReadProvenance
{
    /// <param name="By">Who took it, by name.</param>
    /// <param name="Newer">What is different in the template now; null: it is as it was, or the gallery holds it no more.</param>
    public sealed record View(string Template, string Name, int Version, string ContentHash, DateTimeOffset At, string By, Later? Newer);

    /// <param name="Forms">Keys of those that came, went or changed.</param>
    public sealed record Later(int Version, JourneyComparison.Result Difference, IReadOnlyList<string> Forms, IReadOnlyList<string> Messages);

    public sealed class Handler(PorticoDb db)
    {
        /// <returns>Null: it was drawn here, or came in a file.</returns>
        public async Task<View?> HandleAsync(string journey, CancellationToken ct)
        {
            if (await db.Provenances.AsNoTracking().SingleOrDefaultAsync(p => p.JourneyKey == journey, ct) is not { } taken) return null;
            var then = Bundle.Read(taken.Content);
            var people = await ActorNames.ReadAsync(db, ct);
            return new(taken.Template, then.Name, taken.Version, taken.ContentHash, taken.TakenAt, people.Of(taken.TakenBy), Templates.Find(taken.Template) is { } now && now.Version > taken.Version ? LaterOf(then, now) : null);
        }

        private static Later LaterOf(Bundle then, Template now) => new(now.Version, JourneyComparison.Of(JourneyDocument.Write(then.Journey), JourneyDocument.Write(now.Raw.Journey)),
            Differing(then.Forms.ToDictionary(form => form.Key, form => form.ToJson()), now.Raw.Forms.ToDictionary(form => form.Key, form => form.ToJson())),
            Differing(Words(then), Words(now.Raw)));

        private static Dictionary<string, string> Words(Bundle bundle) => bundle.Messages.GroupBy(message => message.Key).ToDictionary(same => same.Key, same => string.Join('\n', same.Select(message => $"{message.Name}\n{message.Subject}\n{message.Body}")));

        private static List<string> Differing(Dictionary<string, string> then, Dictionary<string, string> now) =>
            [.. then.Keys.Union(now.Keys).Where(key => then.GetValueOrDefault(key) != now.GetValueOrDefault(key)).Order(StringComparer.Ordinal)];
    }
}
