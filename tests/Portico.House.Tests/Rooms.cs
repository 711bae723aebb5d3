using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Portico.House.Tests;

/// <summary>
/// Reads from compiled code which room names which. A room is the namespace segment below a root; the root itself is written as an empty name.
/// Blind spot: the compiler copies constants, so a room that only reads another's <c>const</c> leaves no trace here.
/// </summary>
internal sealed class Rooms
{
    private readonly string root;
    private readonly SortedDictionary<(string From, string To), string> edges = [];

    private Rooms(string root) => this.root = root;

    /// <summary>Each edge with one place that makes it.</summary>
    public static IReadOnlyDictionary<(string From, string To), string> EdgesOf(ModuleDefinition module, string root)
    {
        var rooms = new Rooms(root);
        foreach (var type in module.GetTypes().Where(type => rooms.RoomOf(type) is { Length: > 0 })) rooms.Read(type);
        return rooms.edges;
    }

    /// <summary>A way that leads back to where it began, or null.</summary>
    public static string? CircleIn(IEnumerable<(string From, string To)> edges)
    {
        var next = edges.ToLookup(edge => edge.From, edge => edge.To);
        var done = new HashSet<string>();
        return next.Select(from => Walk(from.Key, [])).FirstOrDefault(circle => circle is not null);

        string? Walk(string room, List<string> way)
        {
            if (way.Contains(room)) return string.Join(" -> ", way.SkipWhile(r => r != room).Append(room));
            if (done.Contains(room)) return null;
            way.Add(room);
            var circle = next[room].Select(to => Walk(to, way)).FirstOrDefault(found => found is not null);
            way.RemoveAt(way.Count - 1);
            done.Add(room);
            return circle;
        }
    }

    private void Read(TypeDefinition type)
    {
        Name(type, type.BaseType);
        foreach (var implemented in type.Interfaces) Name(type, implemented.InterfaceType);
        foreach (var parameter in type.GenericParameters) Constraints(type, parameter);
        Attributes(type, type);
        foreach (var field in type.Fields)
        {
            Name(type, field.FieldType);
            Attributes(type, field);
        }
        foreach (var property in type.Properties) Attributes(type, property);
        foreach (var method in type.Methods) Read(type, method);
    }

    private void Read(TypeDefinition type, MethodDefinition method)
    {
        Name(type, method);
        Attributes(type, method);
        foreach (var parameter in method.Parameters) Attributes(type, parameter);
        foreach (var parameter in method.GenericParameters) Constraints(type, parameter);
        if (!method.HasBody) return;
        foreach (var variable in method.Body.Variables) Name(type, variable.VariableType);
        foreach (var handler in method.Body.ExceptionHandlers) Name(type, handler.CatchType);
        foreach (var instruction in method.Body.Instructions) Name(type, instruction);
    }

    private void Name(TypeDefinition from, Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case TypeReference named: Name(from, named); break;
            case MethodReference called: Name(from, called); break;
            case FieldReference field: Name(from, field.DeclaringType); Name(from, field.FieldType); break;
        }
    }

    private void Name(TypeDefinition from, MethodReference method)
    {
        Name(from, method.DeclaringType);
        Name(from, method.ReturnType);
        foreach (var parameter in method.Parameters) Name(from, parameter.ParameterType);
        if (method is GenericInstanceMethod generic) foreach (var argument in generic.GenericArguments) Name(from, argument);
    }

    private void Constraints(TypeDefinition from, GenericParameter parameter)
    {
        foreach (var constraint in parameter.Constraints) Name(from, constraint.ConstraintType);
    }

    private void Attributes(TypeDefinition from, ICustomAttributeProvider provider)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Name(from, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments.Concat(attribute.Properties.Select(p => p.Argument)))
            {
                Name(from, argument.Type);
                if (argument.Value is TypeReference named) Name(from, named);
            }
        }
    }

    private void Name(TypeDefinition from, TypeReference? to)
    {
        if (to is null or GenericParameter) return;
        if (to is GenericInstanceType generic) foreach (var argument in generic.GenericArguments) Name(from, argument);
        if (to is TypeSpecification wrapped)
        {
            Name(from, wrapped.ElementType);
            return;
        }
        if (to.Scope is AssemblyNameReference) return;
        if (RoomOf(to) is not { } room || RoomOf(from) is not { Length: > 0 } own || room == own) return;
        edges.TryAdd((own, room), from.FullName);
    }

    private string? RoomOf(TypeReference type)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } outer) outermost = outer;
        var space = outermost.Namespace;
        if (space == root) return "";
        return space.StartsWith(root + ".", StringComparison.Ordinal) ? space[(root.Length + 1)..].Split('.')[0] : null;
    }
}
