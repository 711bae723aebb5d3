using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portico.App.Shared;
using Portico.App.Users;
using Radzen;

namespace Portico.Admin.Shared;

/// <summary>What every page has: use cases, a way to tell the user, and an end when the user leaves.</summary>
public abstract class AdminPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource left = new();

    [Inject] private AdminUseCases UseCases { get; set; } = default!;
    [Inject] private NotificationService Notifications { get; set; } = default!;
    [Inject] protected NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState>? Authentication { get; set; }

    /// <summary>Cancelled when the user leaves the page. For reading; what was asked to be written is finished.</summary>
    protected CancellationToken Left => left.Token;

    protected Task<T> RunAsync<THandler, T>(Func<THandler, Task<T>> useCase) where THandler : notnull => UseCases.RunAsync(useCase);

    protected async Task<bool> IsAdminAsync() => Authentication is not null && (await Authentication).User.IsInRole(Roles.Admin);

    /// <summary>Who looks at the page, as an actor.</summary>
    protected async Task<string> MeAsync() => Authentication is null ? "" : Actor.Of((await Authentication).User).Id;

    protected void Say(string words) => Notifications.Notify(NotificationSeverity.Success, words, duration: 4000);

    protected void Complain(string words, string? detail = null) => Notifications.Notify(NotificationSeverity.Error, words, detail ?? "", duration: 12000);

    /// <returns>True if it went well; else the user has been told why not.</returns>
    protected bool Went<T>(Result<T> result)
    {
        if (result.Error is { } error) Complain(error.Text);
        return result.Ok;
    }

    public void Dispose()
    {
        left.Cancel();
        left.Dispose();
        GC.SuppressFinalize(this);
    }
}
