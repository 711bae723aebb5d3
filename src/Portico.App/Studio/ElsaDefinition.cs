using System.Text.Json.Nodes;
using Portico.App.Journeys;

namespace Portico.App.Studio;

/// <summary>A journey version in the words of Elsa's contract.</summary>
internal static class ElsaDefinition
{
    /// <param name="Latest">Number of the journey's newest version.</param>
    /// <param name="LatestToken">Its token; only the newest one can be saved upon.</param>
    public sealed record Place(Journey Journey, int Latest, string LatestToken);

    public static JsonObject Full(JourneyVersion version, Place place, bool mayWrite, IReadOnlySet<(string, string)> journeys)
    {
        var document = UnknownActivities.Hide(JourneyDocument.Parse(version.Definition), journeys);
        if (version.Number == place.Latest) document["customProperties"]![SaveJourney.RevisionMember] = place.LatestToken;
        Describe(document, version.Number, version.CreatedAt, place, mayWrite);
        document["materializerName"] = "Json";
        return document;
    }

    public static JsonObject Summary(string versionId, int number, DateTimeOffset createdAt, Place place, bool mayWrite)
    {
        var summary = new JsonObject
        {
            ["id"] = versionId,
            ["definitionId"] = place.Journey.Key,
            ["name"] = place.Journey.Name,
            ["description"] = place.Journey.Description,
            ["version"] = number,
            ["toolVersion"] = null,
        };
        Describe(summary, number, createdAt, place, mayWrite);
        summary["materializerName"] = "Json";
        summary["isMaterializerAvailable"] = true;
        return summary;
    }

    public static JsonObject Link(string href, string rel, string method) => new() { ["href"] = href, ["rel"] = rel, ["method"] = method };

    private static void Describe(JsonObject target, int number, DateTimeOffset createdAt, Place place, bool mayWrite)
    {
        target["isLatest"] = number == place.Latest;
        target["isPublished"] = number == place.Journey.LiveVersion;
        target["isReadonly"] = false;
        target["createdAt"] = createdAt.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        target["links"] = Links(place.Journey.Key, mayWrite);
    }

    /// <summary>The designer edits what has a link to publish, and shows the rest read-only.</summary>
    private static JsonArray Links(string key, bool mayWrite)
    {
        var address = "/workflow-definitions/" + key;
        var links = new JsonArray(Link(address, "self", "GET"), Link(address + "/export", "export", "GET"));
        if (!mayWrite) return links;
        links.Add(Link(address + "/publish", "publish", "POST"));
        links.Add(Link(address + "/retract", "retract", "POST"));
        links.Add(Link(address, "delete", "DELETE"));
        return links;
    }
}
