using Portico.Conformance.Checks;

namespace Portico.Conformance;

/// <summary>Checks that ask the same kind of question.</summary>
/// <param name="Id">The first part of its checks' ids, and the section of testing.md.</param>
public sealed record CheckGroup(string Id, string Title)
{
    public static IReadOnlyList<CheckGroup> All { get; } =
    [
        new("package", "Manifest, package, signature"),
        new("settings", "Settings and secrets"),
        new("idempotency", "One key, one effect"),
        new("answers", "What the provider’s answers become"),
        new("reconcile", "Asking after an unknown outcome"),
        new("callbacks", "Callbacks"),
        new("limits", "Deadlines and leaks"),
        new("apis", "Forbidden APIs"),
        new("culture", "Language, time zone, clock"),
        new("care", "Erasure and health"),
    ];

    internal static IReadOnlyList<Check> Checks { get; } =
    [
        .. PackageChecks.All, .. SettingsChecks.All, .. TraceChecks.All, .. IdempotencyChecks.All, .. AnswerChecks.All, .. ReconcileChecks.All, .. CallbackChecks.All,
        .. LimitChecks.All, .. ApiChecks.All, .. CultureChecks.All, .. CareChecks.All,
    ];

    /// <summary>Ids and titles of all checks, in the order of the report.</summary>
    public static IReadOnlyList<(string Id, string Title)> Listed { get; } = [.. All.SelectMany(group => Checks.Where(check => check.Group == group.Id).Select(check => (check.Id, check.Title)))];
}
