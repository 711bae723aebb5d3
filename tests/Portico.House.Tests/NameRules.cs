using Mono.Cecil;

namespace Portico.House.Tests;

/// <summary>Names say what a thing is; an interface is there for more than one thing.</summary>
internal static class NameRules
{
    private static readonly string[] Empty = ["Service", "Manager", "Helper", "Helpers", "Util", "Utils", "Utility"];

    public static IEnumerable<string> EmptyNames(IEnumerable<TypeDefinition> types) =>
        types.Where(type => !IsGenerated(type) && Empty.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal))).Select(type => type.FullName);

    public static IEnumerable<string> LonelyInterfaces(IReadOnlyCollection<TypeDefinition> types)
    {
        var implementations = types.Where(type => !type.IsInterface)
            .SelectMany(type => type.Interfaces.Select(i => i.InterfaceType.GetElementType().FullName)).CountBy(name => name).ToDictionary();
        return types.Where(type => type.IsInterface && implementations.GetValueOrDefault(type.FullName) == 1).Select(type => type.FullName);
    }

    private static bool IsGenerated(TypeDefinition type) => type.Name.Contains('<', StringComparison.Ordinal);
}
