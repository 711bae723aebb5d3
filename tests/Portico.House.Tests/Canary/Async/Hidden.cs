namespace Portico.House.Tests.Canary.Async;

internal sealed class Hidden
{
}
