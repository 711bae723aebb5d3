using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.Workflows;

namespace Portico.App.Gallery;

internal static class JourneyBundles
{
    /// <summary>A journey of this tenant as it is, or was in a version.</summary>
    /// <param name="version">Published ones have the forms they were published with; null: the newest drawing with the newest forms.</param>
    public static async Task<(Bundle Bundle, int Number)?> BundleAsync(this PorticoDb db, string key, int? version, CancellationToken ct)
    {
        var found = await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key && (version == null || v.Number == version)).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
        if (found is null) return null;
        var drawing = WorkflowDefinition.Parse(found.Definition);
        var forms = await db.Forms.AsNoTracking().OfDrawingAsync(key, drawing, version is not null && found.IsPublished ? found.FormVersions : null, ct);
        var templates = Bundle.MessagesOf(drawing);
        var messages = await db.MessageTemplates.AsNoTracking().Where(t => templates.Contains(t.Key)).Select(t => new BundleMessage(t.Key, t.Channel, t.Locale, t.Subject, t.Body)).ToListAsync(ct);
        return (Bundle.Of(key, found.Definition, forms.Values.Select(form => form.Read()), messages), found.Number);
    }
}
