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
    public required string Answer { get; init; }
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
public sealed class Idempotency(PorticoDb db, IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly Error Reused = new(409, "idempotency.key_reused", "This idempotency key was used with another body.");
    private static readonly Error TooLong = new(400, "idempotency.key_invalid", "An idempotency key has 1 to 255 characters.");

    public async Task<Result<CaseView>> OnceAsync(string scope, string? key, string body, Func<Task<Result<CaseView>>> act, CancellationToken ct)
    {
        if (key is null) return await act();
        if (key.Length is 0 or > 255) return TooLong;

        var bodyHash = Ids.Hash(body);
        var protector = protection.CreateProtector("idempotency", db.TenantId);
        if (await FindAsync() is { } known) return known;

        protector.Protect(""); // a new key, if one is due, is made before the transaction and not against its lock
        // The answer is stored in the same transaction as the work: there is no moment at which one is true without the other.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var result = await act();
        if (!result.Ok) return result;
        db.Set<IdempotentAnswer>().Add(new IdempotentAnswer
        {
            Scope = scope, Key = key, BodyHash = bodyHash, Answer = protector.Protect(JsonSerializer.Serialize(result.Value, JsonSerializerOptions.Web)), At = clock.GetUtcNow(),
        });
        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return result;
        }
        catch (DbUpdateException)
        {
            // Somebody else won with the same key; ours is rolled back, theirs is the answer.
            await transaction.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            if (await FindAsync() is { } theirs) return theirs;
            throw;
        }

        async Task<Result<CaseView>?> FindAsync()
        {
            var found = await db.Set<IdempotentAnswer>().AsNoTracking().SingleOrDefaultAsync(a => a.Scope == scope && a.Key == key, ct);
            return found is null ? null
                : found.BodyHash != bodyHash ? Reused
                : JsonSerializer.Deserialize<CaseView>(protector.Unprotect(found.Answer), JsonSerializerOptions.Web)!;
        }
    }
}
