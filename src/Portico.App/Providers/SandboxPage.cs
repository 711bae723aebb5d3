using Portico.App.Shared;

namespace Portico.App.Providers;

/// <summary>The page of a sandbox provider at which a customer or tester picks the outcome; only for plugins that say they are a sandbox.</summary>
public static class SandboxPage
{
    public sealed record View(string ProviderName, string Kind, IReadOnlyList<Outcome> Outcomes);

    public sealed record Outcome(string Key, string Label);

    public sealed class Handler
    {
        public Task<Result<View>> ShowAsync(string installation, string reference, CancellationToken ct) => throw new NotSupportedException();

        /// <returns>Number of the case that waits for it.</returns>
        public Task<Result<string>> DecideAsync(string installation, string reference, string outcome, CancellationToken ct) => throw new NotSupportedException();
    }
}
