using Microsoft.EntityFrameworkCore;
using Portico.App.Data;

namespace Portico.App.Users;

/// <summary>Who stands behind an actor's id, in words for colleagues.</summary>
public sealed class ActorNames
{
    private readonly Dictionary<string, string> staff;

    private ActorNames(Dictionary<string, string> staff) => this.staff = staff;

    public static async Task<ActorNames> ReadAsync(PorticoDb db, CancellationToken ct) => new((await db.Staff.AsNoTracking().ToListAsync(ct)).ToDictionary(IdOf, s => s.Name));

    /// <summary>Of a member of staff, as an actor.</summary>
    public static string IdOf(Staff staff) => "staff:" + StaffStore.IdOf(staff);

    public string Of(string actor) => staff.GetValueOrDefault(actor) ?? actor switch
    {
        "platform" => "Portico",
        "customer" => "Customer",
        _ when actor.StartsWith("provider:", StringComparison.Ordinal) => $"Provider {actor["provider:".Length..]}",
        _ when actor.StartsWith("key:", StringComparison.Ordinal) => "API key",
        _ => "Former staff",
    };
}
