using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Forms;

namespace Portico.App.Files;

/// <summary>The uploads of a case as the answers to its fields.</summary>
internal sealed class AnsweredFiles(PorticoDb db) : CaseFiles
{
    public override async Task<IReadOnlyList<FileAnswer>> OfAsync(Guid caseId, FormDefinition form, CancellationToken ct)
    {
        var fields = FieldsOf(form);
        return fields.Count == 0 ? [] : [.. (await db.CaseFiles.AsNoTracking().Where(f => f.CaseId == caseId && fields.Contains(f.Field) && f.State == FileState.Accepted).OrderBy(f => f.CreatedAt).ToListAsync(ct)).Select(f => f.ToAnswer())];
    }

    public override async Task UseAsync(Guid caseId, FormDefinition form, JsonObject accepted, CancellationToken ct)
    {
        var fields = FieldsOf(form);
        if (fields.Count == 0) return;
        foreach (var file in await db.CaseFiles.Where(f => f.CaseId == caseId && fields.Contains(f.Field) && f.State == FileState.Accepted).ToListAsync(ct))
        {
            // Committed with the answers: a file that was swept meanwhile refuses them.
            if ((string?)(accepted[file.Field] as JsonObject)?["id"] != file.Id.ToString()) db.CaseFiles.Remove(file);
            else if (!file.Used) (file.Used, file.Revision) = (true, file.Revision + 1);
        }
    }

    private static List<string> FieldsOf(FormDefinition form) => [.. form.Fields.Where(f => f.Type == FieldTypes.File).Select(f => f.Name)];
}
