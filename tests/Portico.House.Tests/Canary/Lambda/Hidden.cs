namespace Portico.House.Tests.Canary.Lambda;

internal sealed class Hidden
{
}
