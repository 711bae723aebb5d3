namespace Portico.House.Tests.Canary.Constraint;

internal abstract class Hidden
{
}
