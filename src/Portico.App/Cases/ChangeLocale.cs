using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Cases;

/// <summary>The customer goes on in another language.</summary>
public static class ChangeLocale
{
    public sealed class Handler(CaseRunner runner, CaseViews views, CaseAccess access, CurrentTenant tenant)
    {
        public async Task<Result<CaseView>> HandleAsync(string number, string locale, CancellationToken ct)
        {
            var saved = await runner.PushAsync(number, loaded =>
            {
                if (!access.Opens(loaded.Case.TokenHash)) return Task.FromResult<CaseRunner.Decision>(new CaseRunner.Decision.No(CaseRunner.NotFound));
                loaded.Case.Locale = Locales.Choose(tenant.Value, locale);
                return Task.FromResult<CaseRunner.Decision>(new CaseRunner.Decision.OnlySave());
            }, ct);
            return saved.Ok ? await views.OfAsync(saved.Value, ct) : saved.Error;
        }
    }
}
