using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Cases;
using Portico.App.Data;

namespace Portico.App.Files;

/// <summary>Takes away files that no answer refers to, and those of cases that ended long ago where they are not to be kept.</summary>
public sealed class SweepFiles(IServiceScopeFactory scopes, IOptions<UploadOptions> options, DatabaseClock clock, ILogger<SweepFiles> log) : HourlyRounds(clock, log)
{
    private const int Batch = 100;

    /// <returns>How many files this node removed.</returns>
    public override async Task<int> RunAsync(CancellationToken ct)
    {
        var now = await Clock.ReadAsync(ct);
        var unusedSince = now - options.Value.KeepUnused;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PorticoDb>();
        var old = await CrossTenant.Query<CaseFile>(db).Where(f => !f.Used && f.CreatedAt < unusedSince).OrderBy(f => f.CreatedAt).Take(Batch).Select(f => new Old(f.TenantId, f.Id, f.Revision)).ToListAsync(ct);
        if (options.Value.KeepAfterEnd is { } keep && old.Count < Batch)
        {
            var endedBefore = now - keep;
            old.AddRange(await CrossTenant.Query<CaseFile>(db).Join(CrossTenant.Query<Case>(db).Where(c => c.EndedAt < endedBefore), f => new { f.TenantId, Id = f.CaseId }, c => new { c.TenantId, c.Id }, (f, _) => f)
                .OrderBy(f => f.CreatedAt).Take(Batch).Select(f => new Old(f.TenantId, f.Id, f.Revision)).ToListAsync(ct));
        }

        var removed = 0;
        foreach (var file in old.DistinctBy(f => f.Id)) removed += await RemoveAsync(file, ct);
        return removed;
    }

    private sealed record Old(string TenantId, Guid Id, int Revision);

    private async Task<int> RemoveAsync(Old file, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(file.TenantId);
        return await scope.ServiceProvider.GetRequiredService<PorticoDb>().CaseFiles.Where(f => f.Id == file.Id && f.Revision == file.Revision).ExecuteDeleteAsync(ct); // unless it became an answer meanwhile
    }
}
