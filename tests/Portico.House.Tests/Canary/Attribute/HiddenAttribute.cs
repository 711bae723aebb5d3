namespace Portico.House.Tests.Canary.Attribute;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class HiddenAttribute : System.Attribute
{
}
