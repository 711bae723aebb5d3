using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Users;

/// <summary>What a role may do, asked where it is done: a hidden button is not a lock.</summary>
public static class Allowed
{
    private static readonly Error AdminsOnly = new(403, "staff.not_allowed", "Only an admin may do that.");
    private static readonly Error OperatorsOnly = new(403, "staff.not_allowed", "Only an operator may do that.");

    public static Error? UnlessAdmin(CurrentActor actor) => actor.Value.Role == Roles.Admin ? null : AdminsOnly;

    /// <summary>Where the back office's own machines may do it, too: routes that take secret keys.</summary>
    public static Error? UnlessAdminOrKey(CurrentActor actor) => actor.Value.Id.StartsWith("key:", StringComparison.Ordinal) ? null : UnlessAdmin(actor);

    /// <summary>What is the whole platform's, its operators change; what is a utility's, its admins.</summary>
    public static Error? UnlessAdminOf(string tenantId, CurrentActor actor) => tenantId == Tenant.Platform ? UnlessOperator(actor) : UnlessAdmin(actor);

    public static Error? UnlessOperator(CurrentActor actor) => actor.Value.Role == Roles.Operator ? null : OperatorsOnly;
}
