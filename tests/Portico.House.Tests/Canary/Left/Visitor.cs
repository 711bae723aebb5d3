namespace Portico.House.Tests.Canary.Left;

/// <summary>Enters every other room of the canary, each by another door. Never run: only read.</summary>
internal abstract class Visitor
{
    public static Func<object> ByLambda() => () => new Lambda.Hidden();

    public static object ByTypeArgument() => new List<TypeArgument.Hidden[]>();

    public abstract void BySignature(Signature.Hidden hidden);

    [Attribute.Hidden]
    public abstract void ByAttribute();

    public abstract void ByConstraint<T>() where T : Constraint.Hidden;

    public static bool ByCatch(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Catch.HiddenException)
        {
            return false;
        }
    }

    public static async Task<bool> ByAsync(Task<object> task) => await task is Async.Hidden;
}
