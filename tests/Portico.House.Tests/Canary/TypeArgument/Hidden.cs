namespace Portico.House.Tests.Canary.TypeArgument;

internal sealed class Hidden
{
}
