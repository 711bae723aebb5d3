using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Gallery;

/// <summary>Takes over a bundle. It says first what is new, what is here already and what is here with other content; of the last nothing is touched unless it is chosen by name.</summary>
public static class ImportBundle
{
    public enum Standing { New, Same, Other }

    /// <param name="Token">Of all here that the import could touch: what changes meanwhile is not overwritten.</param>
    /// <param name="Difference">Between the newest drawing here and the one in the bundle, if it is another.</param>
    public sealed record Plan(string Journey, string Name, Standing Standing, JourneyComparison.Result? Difference, IReadOnlyList<FormItem> Forms, IReadOnlyList<MessageItem> Messages, string Token);

    public sealed record FormItem(string Key, string Title, Standing Standing);

    public sealed record MessageItem(string Key, string Channel, string Locale, string Text, Standing Standing)
    {
        public string Id => BundleMessage.NameOf(Key, Channel, Locale);
    }

    /// <param name="Token">Of the plan that was looked at.</param>
    /// <param name="ReplaceJourney">The drawing becomes the draft of the journey that is here; what was newest stays in its history.</param>
    /// <param name="ReplaceForms">Keys of forms here that get the bundle's content as a new draft.</param>
    /// <param name="ReplaceMessages">Ids of messages here that get the bundle's words, at once.</param>
    public sealed record Choices(string Token, bool ReplaceJourney, IReadOnlySet<string> ReplaceForms, IReadOnlySet<string> ReplaceMessages)
    {
        public static Choices OnlyWhatIsNew(Plan plan) => new(plan.Token, false, new HashSet<string>(), new HashSet<string>());
    }

    /// <param name="Written">False: all of it was here already.</param>
    public sealed record Response(string Journey, bool Written);

    private static readonly Error JourneyExists = new(409, "bundle.journey_exists", "A journey of this short name is here with another drawing. Give the imported one another short name, or choose that it becomes the new draft.");
    private static readonly Error ChangedMeanwhile = new(409, "bundle.changed_meanwhile", "Something that the import would touch was changed meanwhile. Look at it again.");

    public static Error NotABundle(string why) => new(422, "bundle.unreadable", "This file cannot be imported. " + why);

    public sealed class Handler(PorticoDb db, SaveJourney.Handler journeys, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<Plan>> PlanAsync(Bundle bundle, CancellationToken ct) => Allowed.UnlessAdminOrKey(actor) is { } no ? no : await LookAsync(bundle, ct);

        /// <param name="provenance">Where it comes from, for a journey that is new here; null: from a file.</param>
        public async Task<Result<Response>> HandleAsync(Bundle bundle, Choices choices, CancellationToken ct, Func<string, Provenance>? provenance = null)
        {
            if (Allowed.UnlessAdminOrKey(actor) is { } no) return no;
            var plan = await LookAsync(bundle, ct);
            if (plan.Token != choices.Token) return ChangedMeanwhile;
            if (plan.Standing == Standing.Other && !choices.ReplaceJourney) return JourneyExists;

            var now = clock.GetUtcNow();
            await StageFormsAsync(bundle, plan, choices, now, ct);
            await StageMessagesAsync(bundle, plan, choices, now, ct);
            if (plan.Standing == Standing.New && provenance is not null) db.Provenances.Add(provenance(bundle.Key));
            var written = db.ChangeTracker.HasChanges() || plan.Standing != Standing.Same;
            if (written) db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "journey.imported", Subject = "journey:" + bundle.Key, Data = new JsonObject { ["contentHash"] = bundle.ContentHash }.ToJsonString() });
            try
            {
                // One save for all of it: the journey's own use case writes what is staged here with its drawing.
                if (plan.Standing != Standing.Same)
                {
                    var saved = await journeys.ImportAsync(new(bundle.Journey.DeepClone().AsObject()), ct);
                    if (!saved.Ok) return saved.Error;
                }
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException)
            {
                db.ChangeTracker.Clear();
                if ((await LookAsync(bundle, ct)).Token == plan.Token) throw;
                return ChangedMeanwhile; // somebody was faster
            }
            return new Response(bundle.Key, written);
        }

        private async Task<Plan> LookAsync(Bundle bundle, CancellationToken ct)
        {
            var formKeys = bundle.Forms.Select(form => form.Key).ToList();
            var newest = await db.Forms.AsNoTracking().NewestAsync(formKeys, ct);
            var known = await KnownMessagesAsync(bundle, ct);
            var here = await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == bundle.Key).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
            var current = here is null ? null : Bundle.Of(bundle.Key, here.Definition, [], []).Journey;
            var standing = current is null ? Standing.New : JourneyDocument.Same(current, bundle.Journey) ? Standing.Same : Standing.Other;
            var seen = string.Join('\n', newest.Values.Select(form => $"{form.Key} {form.Version}.{form.Revision}").Order(StringComparer.Ordinal)) + "\n"
                + string.Join('\n', known.Values.Select(message => $"{message.Key} {message.Channel} {message.Locale} {message.Subject}\n{message.Body}").Order(StringComparer.Ordinal)) + "\n" + here?.Token;
            return new(bundle.Key, bundle.Name, standing, standing == Standing.Other ? JourneyComparison.Of(JourneyDocument.Write(current!), JourneyDocument.Write(bundle.Journey)) : null,
                [.. bundle.Forms.Select(form => new FormItem(form.Key, form.Title.In("en"), !newest.TryGetValue(form.Key, out var mine) ? Standing.New : mine.Read().ToJson() == form.ToJson() ? Standing.Same : Standing.Other))],
                [.. bundle.Messages.Select(message => new MessageItem(message.Key, message.Channel, message.Locale, message.Subject ?? message.Body,
                    !known.TryGetValue(message.Name, out var mine) ? Standing.New : (mine.Subject, mine.Body) == (message.Subject, message.Body) ? Standing.Same : Standing.Other))],
                Ids.Hash(seen));
        }

        private async Task StageFormsAsync(Bundle bundle, Plan plan, Choices choices, DateTimeOffset now, CancellationToken ct)
        {
            var newest = await db.Forms.NewestAsync([.. bundle.Forms.Select(form => form.Key)], ct);
            foreach (var (form, item) in bundle.Forms.Zip(plan.Forms))
            {
                if (item.Standing == Standing.Same || item.Standing == Standing.Other && !choices.ReplaceForms.Contains(form.Key)) continue;
                // Always a draft of its own: one that a colleague has open stays among the versions.
                var version = newest.GetValueOrDefault(form.Key)?.Version + 1 ?? 1;
                db.Forms.Add(new Form { Key = form.Key, Version = version, Definition = form.ToJson(), UpdatedAt = now, Revision = 1 });
                Note("form.imported", "form:" + form.Key, new() { ["version"] = version }, now);
            }
        }

        private async Task StageMessagesAsync(Bundle bundle, Plan plan, Choices choices, DateTimeOffset now, CancellationToken ct)
        {
            var known = await KnownMessagesAsync(bundle, ct);
            foreach (var (message, item) in bundle.Messages.Zip(plan.Messages))
            {
                if (item.Standing == Standing.Same || item.Standing == Standing.Other && !choices.ReplaceMessages.Contains(item.Id)) continue;
                if (known.TryGetValue(message.Name, out var mine)) (mine.Subject, mine.Body, mine.UpdatedAt) = (message.Subject, message.Body, now);
                else db.MessageTemplates.Add(new MessageTemplate { Key = message.Key, Channel = message.Channel, Locale = message.Locale, Subject = message.Subject, Body = message.Body, UpdatedAt = now });
                Note("message.imported", "message:" + message.Key, new() { ["channel"] = message.Channel, ["locale"] = message.Locale }, now);
            }
        }

        private async Task<Dictionary<string, MessageTemplate>> KnownMessagesAsync(Bundle bundle, CancellationToken ct)
        {
            var keys = bundle.Messages.Select(message => message.Key).ToList();
            return await db.MessageTemplates.Where(t => keys.Contains(t.Key)).ToDictionaryAsync(t => BundleMessage.NameOf(t.Key, t.Channel, t.Locale), ct);
        }

        private void Note(string action, string subject, JsonObject data, DateTimeOffset now) =>
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = action, Subject = subject, Data = data.ToJsonString() });
    }
}
