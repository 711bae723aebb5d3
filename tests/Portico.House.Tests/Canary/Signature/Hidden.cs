namespace Portico.House.Tests.Canary.Signature;

internal sealed class Hidden
{
}
