using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Studio;

public sealed class MarksTests
{
    /// <summary>Without them an activity of ours is a black square: Elsa's own icon is hidden for all of ours.</summary>
    [Fact]
    public void Each_activity_of_ours_has_a_mark_and_an_accent_in_light_and_dark()
    {
        var sheet = File.ReadAllText(Repository.Folder("src/Portico.App/Studio/Assets/studio.css"));
        foreach (var type in ActivityCatalog.All.Select(activity => activity.Type).Where(type => type.StartsWith("Portico.", StringComparison.Ordinal)))
        {
            Assert.Contains($"\n[data-activity=\"{type}\"], .x6-node:has([activity-json*='\"type\":\"{type}\"']) {{\n  --portico-accent: #", sheet, StringComparison.Ordinal);
            Assert.Contains($"html[data-theme=dark] :is([data-activity=\"{type}\"], .x6-node:has([activity-json*='\"type\":\"{type}\"'])) {{ --portico-accent: #", sheet, StringComparison.Ordinal);
        }
    }
}
