namespace Portico.House.Tests.Canary.Catch;

internal sealed class HiddenException : Exception
{
}
