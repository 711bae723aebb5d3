using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>An answer already given under an idempotency key. Encrypted, since it holds the customer's token.</summary>
public sealed class IdempotentAnswer : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string Scope { get; init; }
    public required string Key { get; init; }
    public required string BodyHash { get; init; }
    public required string Answer { get; set; }
    public required DateTimeOffset At { get; init; }

    private sealed class Table : IEntityTypeConfiguration<IdempotentAnswer>
    {
        public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
        {
            builder.ToTable("idempotent_answers");
            builder.HasKey(a => new { a.TenantId, a.Scope, a.Key });
            builder.Property(a => a.Scope).HasMaxLength(128);
            builder.Property(a => a.Key).HasMaxLength(255);
            builder.Property(a => a.BodyHash).HasMaxLength(64);
        }
    }
}

/// <summary>The same key with the same body gives the same answer; with another body it is refused.</summary>
public sealed class Idempotency(PorticoDb db, CaseCommit commit, IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly Error Reused = new(409, "idempotency.key_reused", "This idempotency key was used with another body.");
    private static readonly Error TooLong = new(400, "idempotency.key_invalid", "An idempotency key has 1 to 255 characters.");

    private IdempotentAnswer? open;

    /// <param name="body">What the key must always come with.</param>
    /// <param name="act">Does the work, and hands its answer to <see cref="Keep"/> before it commits.</param>
    public async Task<Result<CaseView>> OnceAsync(string scope, string? key, Func<string> body, Func<Task<Result<CaseView>>> act, CancellationToken ct)
    {
        if (key is null) return await act();
        if (key.Length is 0 or > 255) return TooLong;

        var bodyHash = Ids.Hash(body());
        if (await FindAsync() is { } known) return known;

        open = new IdempotentAnswer { Scope = scope, Key = key, BodyHash = bodyHash, Answer = "", At = clock.GetUtcNow() };
        try
        {
            var done = await act();
            // The same request may have been under way twice: what the other one changed is why this one was refused, and its answer is the answer.
            return !done.Ok && await FindAsync() is { } meanwhile ? meanwhile : done;
        }
        catch (RowConflictException)
        {
            // Somebody else won with the same key; ours is not there, theirs is the answer.
            if (await FindAsync() is { } theirs) return theirs;
            throw;
        }
        finally
        {
            open = null;
        }

        async Task<Result<CaseView>?> FindAsync()
        {
            var found = await db.Set<IdempotentAnswer>().AsNoTracking().SingleOrDefaultAsync(a => a.Scope == scope && a.Key == key, ct);
            if (found is not null) CrashPoints.Pass(CrashPoint.AnswerFound);
            return found is null ? null
                : found.BodyHash != bodyHash ? Reused
                : JsonSerializer.Deserialize(Protector().Unprotect(found.Answer), CaseViewJson.Default.CaseView)!;
        }
    }

    /// <summary>The answer is stored in the same commit as the work: there is no moment at which one is true without the other.</summary>
    public void Keep(CaseView answer)
    {
        if (open is null || CrashPoints.Planted(Defect.AnswerForgotten)) return;
        open.Answer = Protector().Protect(JsonSerializer.Serialize(answer, CaseViewJson.Default.CaseView));
        commit.Add(open);
        CrashPoints.Pass(CrashPoint.AnswerKept);
    }

    private IDataProtector Protector() => protection.CreateProtector("idempotency", db.TenantId);
}
