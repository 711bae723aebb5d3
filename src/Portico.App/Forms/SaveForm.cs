using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Forms;

/// <summary>Saves a form as a draft. A published version stays as it is: the draft becomes the next one, and a journey shows it once that is published.</summary>
public static partial class SaveForm
{
    /// <param name="Version">The version the editor started from; 0: a new form.</param>
    /// <param name="Revision">Its revision then.</param>
    public sealed record Request(int Version, int Revision, FormDefinition Definition);

    public sealed record Response(int Version, int Revision);

    private static readonly Error Invalid = new(422, "form.invalid", "The form cannot be saved like this.");
    private static readonly Error Exists = new(409, "form.exists", "There is a form of that name already.");
    private static readonly Error NotFound = new(404, "form.not_found", "There is no such form.");
    private static readonly Error ChangedMeanwhile = new(409, "form.changed_meanwhile", "Somebody else saved this form meanwhile. Reload it to see their changes.");

    public sealed class Handler(PorticoDb db, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        public async Task<Result<Response>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var errors = Problems(request.Definition);
            if (errors.Count > 0) return Invalid with { Fields = errors };

            var key = request.Definition.Key;
            var newest = await db.Forms.Where(f => f.Key == key).OrderByDescending(f => f.Version).FirstOrDefaultAsync(ct);
            if (request.Version == 0 && newest is not null) return Exists;
            if (request.Version > 0 && newest is null) return NotFound;
            if (newest is not null && (newest.Version, newest.Revision) != (request.Version, request.Revision)) return ChangedMeanwhile;

            var draft = newest is { PublishedAt: null } ? newest : NextDraft(key, newest);
            draft.Definition = request.Definition.ToJson();
            draft.UpdatedAt = clock.GetUtcNow();
            draft.Revision++;
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "form.saved", Subject = $"form:{key}", Data = $$"""{"version":{{draft.Version}}}""" });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return ChangedMeanwhile;
            }

            return new Response(draft.Version, draft.Revision);
        }

        private Form NextDraft(string key, Form? published)
        {
            var draft = new Form { Key = key, Version = (published?.Version ?? 0) + 1, Definition = "{}", Revision = 0 };
            db.Forms.Add(draft);
            return draft;
        }
    }

    /// <summary>By place: <c>title</c>, <c>key</c>, or the position of the field: <c>fields.0.label</c>.</summary>
    private static Dictionary<string, string[]> Problems(FormDefinition form)
    {
        var problems = new Dictionary<string, string[]>();
        if (!ShortName.Fits(form.Key)) problems["key"] = [ShortName.Rule];
        if (form.Title.Texts.Values.All(string.IsNullOrWhiteSpace)) problems["title"] = ["Give the form a title."];
        for (var i = 0; i < form.Fields.Count; i++)
        {
            var field = form.Fields[i];
            if (!NamePattern().IsMatch(field.Name)) problems[$"fields.{i}.name"] = ["Start with a letter; then letters and digits."];
            else if (form.Fields.Take(i).Any(f => f.Name == field.Name)) problems[$"fields.{i}.name"] = ["Another field has this name."];
            if (!FieldTypes.All.Contains(field.Type)) problems[$"fields.{i}.type"] = ["There is no such type."];
            if (field.Label.Texts.Values.All(string.IsNullOrWhiteSpace)) problems[$"fields.{i}.label"] = ["Say what you ask."];
            if (field.Type is FieldTypes.Choice or FieldTypes.Choices && OptionProblem(field.Options ?? []) is { } words) problems[$"fields.{i}.options"] = [words];
        }

        return problems;
    }

    private static string? OptionProblem(IReadOnlyList<FieldOption> options) => options switch
    {
        { Count: < 2 } => "Offer at least two choices.",
        _ when options.Any(o => string.IsNullOrWhiteSpace(o.Value) || o.Label.Texts.Values.All(string.IsNullOrWhiteSpace)) => "Every choice needs a value and a label.",
        _ when options.DistinctBy(o => o.Value).Count() < options.Count => "Two choices have the same value.",
        _ => null,
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{0,63}$")]
    private static partial Regex NamePattern();
}
