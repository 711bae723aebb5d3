using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Shows a case in the customer's language.</summary>
public sealed class CaseViews(TenantPlugins plugins, TenantCalendars calendars, CaseFiles files, AppointmentViews appointments, Withdrawals withdrawals, CaseCommit commit, TimeProvider clock)
{
    public async Task<CaseView> OfAsync(CaseRunner.Loaded loaded, CancellationToken ct, string? token = null, AppointmentViews.Look? look = null)
    {
        var (found, journey, run) = loaded;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var form = run.Waits.FirstOrDefault(w => w.Kind == WaitKind.Form);
        var wait = form ?? run.Waits.FirstOrDefault(w => w.Data["action"] is not null) ?? run.Waits.FirstOrDefault(w => w.Kind is not (WaitKind.Timer or WaitKind.Withdrawal)) ?? run.Waits.FirstOrDefault();
        var action = form is null && wait?.Data["action"] is JsonObject asked ? new ActionView((string)asked["kind"]!, (string)asked["url"]!) : null;
        var progress = journey.Definition.Progress(run);
        return new CaseView
        {
            Number = found.Number,
            Journey = found.JourneyKey,
            Version = found.JourneyVersion,
            Status = found.Status.ToString().ToLowerInvariant(),
            Revision = found.Revision,
            Locale = found.Locale,
            Step = form is null ? null : await StepAsync(found, journey, run, form, today, look, ct),
            Progress = new(progress.Done, progress.Of),
            Outcome = found.Outcome,
            Token = token,
            Action = action,
            WaitingFor = form is null && wait is not null ? WaitingFor(wait) : null,
            WaitingForWhat = form is null ? (string?)wait?.Data["document"] : null,
            WaitingUntil = form is null && wait is not null ? CaseTracks.Until(wait, await calendars.OfAsync(ct), today) : null,
            End = run.Status == RunStatus.Completed ? End(journey, run, found.Locale, (await calendars.OfAsync(ct)).DefaultLocale, today) : null,
            CanGoBack = run.CanGoBack,
            Environment = found.Environment == TenantEnvironment.Test ? "test" : "live",
            Sandbox = await IsSandboxAsync(journey, found.Environment, ct),
            Withdrawal = await withdrawals.ViewAsync(found, run, commit, ct),
            Track = form is null ? CaseTracks.Of(found, journey, run, await calendars.OfAsync(ct), today) : null,
            Appointments = journey.OffersTimes ? await appointments.OfAsync(found, ct) : null,
        };
    }

    private async Task<StepView> StepAsync(Case found, PublishedJourney journey, RunState run, Wait wait, DateOnly today, AppointmentViews.Look? look, CancellationToken ct)
    {
        var (form, locale, tenant) = (journey.Forms[(string)wait.Data["form"]!], found.Locale, await calendars.OfAsync(ct));
        var answers = run.Answers;
        // Uploaded and not handed in yet: it is still there after going back, on another device, in another tab.
        if (await files.OfAsync(found.Id, form, ct) is { Count: > 0 } uploaded)
        {
            answers = (JsonObject)answers.DeepClone();
            foreach (var file in uploaded) answers[file.Field] = file.ToJson();
        }

        IReadOnlyList<string> left = [];
        if (found.Drafts is { } drafts) answers = AnswersBeforehand.Under(form, answers, JsonNode.Parse(drafts)!.AsObject(), out left);

        return new StepView
        {
            Id = wait.ActivityId,
            FormerId = (string?)wait.Data["was"],
            Title = form.Title.In(locale, tenant.DefaultLocale),
            Intro = form.Intro?.In(locale, tenant.DefaultLocale),
            Submit = form.Submit?.In(locale, tenant.DefaultLocale),
            Kind = form.Kind,
            Fields = await appointments.OfferAsync(found, form, FormViews.Of(form, answers, locale, today, withExamples: true, tenant.DefaultLocale), look, ct),
            Prefilled = left.Count > 0,
            Answered = form.Kind == "summary" ? Answered(journey, run, locale, tenant.Country, tenant.DefaultLocale) : null,
            Foreign = FormViews.Foreign(locale, tenant.DefaultLocale, ("title", form.Title), ("intro", form.Intro), ("submit", form.Submit)),
        };
    }

    internal static List<AnsweredStep> Answered(PublishedJourney journey, RunState run, string locale, string country, string otherwise)
    {
        var steps = new List<AnsweredStep>();
        // A step that was visited twice stands once, at its last visit.
        foreach (var done in run.StepsDone.Reverse().DistinctBy(s => s.ActivityId).Reverse())
        {
            if (!journey.Forms.TryGetValue(done.Form, out var form)) continue;
            var fields = form.Fields
                .Where(f => f.Type != FieldTypes.Info && run.Answers[f.Name] is not null)
                .Select(f => new AnsweredField(f.Label.In(locale, otherwise), FormViews.Display(f, run.Answers[f.Name], locale, country, otherwise), f.Label.ForeignTo(locale, otherwise)))
                .Where(f => f.Value.Length > 0).ToList();
            if (fields.Count > 0) steps.Add(new(done.ActivityId, form.Title.In(locale, otherwise), run.BackSteps.Contains(done.ActivityId), fields, form.Title.ForeignTo(locale, otherwise)));
        }

        return steps;
    }

    private static EndView? End(PublishedJourney journey, RunState run, string locale, string otherwise, DateOnly today) =>
        run.EndPage is { } page && journey.Forms.TryGetValue(page, out var form)
            ? new(form.Title.In(locale, otherwise), form.Intro?.In(locale, otherwise), form.Tone ?? "info", FormViews.Of(form, run.Answers, locale, today, withExamples: false, otherwise), FormViews.Foreign(locale, otherwise, ("title", form.Title), ("text", form.Intro)))
            : null;

    private static string WaitingFor(Wait wait) => wait.Kind switch
    {
        WaitKind.Call => (string?)wait.Data["contract"] ?? "provider",
        WaitKind.Agent => (string?)wait.Data["task"] ?? "agent",
        WaitKind.Timer => "timer",
        WaitKind.Appointment => "appointment",
        WaitKind.Withdrawal => "withdrawal",
        _ => "journey",
    };

    /// <summary>Whether any provider that this journey talks to only pretends: then every page of the case says so.</summary>
    private async Task<bool> IsSandboxAsync(PublishedJourney journey, TenantEnvironment environment, CancellationToken ct) =>
        (await plugins.PretendedAsync(environment, ct)).Any(journey.Definition.UsedContracts.Contains);
}
