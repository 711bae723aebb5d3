using Portico.App.Shared;

namespace Portico.App.Users;

/// <summary>What a role may do, asked where it is done: a hidden button is not a lock.</summary>
public static class Allowed
{
    private static readonly Error AdminsOnly = new(403, "staff.not_allowed", "Only an admin may do that.");
    private static readonly Error OperatorsOnly = new(403, "staff.not_allowed", "Only an operator may do that.");

    public static Error? UnlessAdmin(CurrentActor actor) => actor.Value.Role == Roles.Admin ? null : AdminsOnly;

    public static Error? UnlessOperator(CurrentActor actor) => actor.Value.Role == Roles.Operator ? null : OperatorsOnly;
}
