using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Portico.House.Tests;

/// <summary>Writes down everything a user of an assembly can see, one line per member, in an order that does not depend on the source.</summary>
internal static class PublicFace
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly) => Of(assembly.GetExportedTypes());

    public static string Of(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        foreach (var type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var (member, _) in Members(type).OrderBy(member => member.Line, StringComparer.Ordinal)) text.Append("    ").Append(member).Append('\n');
            text.Append('\n');
        }
        return text.ToString();
    }

    internal static string Head(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsSubclassOf(typeof(Delegate)) ? "delegate" : type.IsValueType ? "struct" : "class";
        var manner = kind != "class" ? "" : type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        var above = new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum))
            .Concat(type.IsEnum ? [] : type.GetInterfaces().OrderBy(i => i.FullName, StringComparer.Ordinal)).Select(b => Name(b!)).ToList();
        return $"{manner}{kind} {type.Namespace}.{Name(type)}{(above.Count > 0 ? " : " + string.Join(", ", above) : "")}{Constraints(type.GetGenericArguments())}";
    }

    internal static IEnumerable<(string Line, MemberInfo Member)> Members(Type type)
    {
        if (type.IsEnum) return Enum.GetNames(type).Select(name => ($"{Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)} = {name}", (MemberInfo)type.GetField(name)!));
        return type.GetConstructors(Declared).Where(IsSeen).Select(c => ($"{Seen(c)}{Name(type)}({Parameters(c)})", (MemberInfo)c))
            .Concat(type.GetMethods(Declared).Where(m => IsSeen(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))).Select(m => (Line(m), (MemberInfo)m)))
            .Concat(type.GetProperties(Declared).Select(p => (Line: Line(p)!, Member: (MemberInfo)p)).Where(p => p.Line is not null))
            .Concat(type.GetEvents(Declared).Where(e => IsSeen(e.AddMethod!)).Select(e => ($"{Seen(e.AddMethod!)}event {Name(e.EventHandlerType!)} {e.Name}", (MemberInfo)e)))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => (Line(f), (MemberInfo)f)));
    }

    private static string Line(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        var returns = Name(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));
        return $"{Seen(method)}{returns} {method.Name}{generic}({Parameters(method)}){(generic == "" ? "" : Constraints(method.GetGenericArguments()))}";
    }

    private static string? Line(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(a => !a.IsPrivate && !a.IsAssembly && !a.IsFamilyAndAssembly).ToList();
        if (accessors.Count == 0 || property.Name == "EqualityContract") return null;
        var words = accessors.Select(a => a != property.SetMethod ? "get;" : IsInit(a) ? "init;" : "set;").Order(StringComparer.Ordinal);
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var index = property.GetIndexParameters().Length > 0 ? $"[{string.Join(", ", property.GetIndexParameters().Select(Parameter))}]" : "";
        return $"{Seen(accessors[0])}{required}{Name(property.PropertyType, new NullabilityInfoContext().Create(property))} {property.Name}{index} {{ {string.Join(" ", words)} }}";
    }

    private static string Line(FieldInfo field)
    {
        var manner = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        return $"{(field.IsPublic ? "" : "protected ")}{manner}{Name(field.FieldType, new NullabilityInfoContext().Create(field))} {field.Name}{(field.IsLiteral ? " = " + Value(field.GetRawConstantValue()) : "")}";
    }

    private static bool IsSeen(MethodBase method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static string Seen(MethodBase method)
    {
        var who = method.IsPublic ? "" : "protected ";
        var how = method.IsStatic ? "static " : method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract "
            : method is MethodInfo { IsVirtual: true, IsFinal: false } m && !m.DeclaringType!.IsInterface ? m.GetBaseDefinition() == m ? "virtual " : "override " : "";
        return who + how;
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var way = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{way}{Name(parameter.ParameterType, new NullabilityInfoContext().Create(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Value(parameter.RawDefaultValue) : "")}";
    }

    private static string Constraints(Type[] parameters) => string.Concat(parameters.Where(p => p.IsGenericParameter).Select(p => (p, words: p.GetGenericParameterConstraints().Select(c => Name(c)).ToList()))
        .Where(p => p.words.Count > 0).Select(p => $" where {p.p.Name} : {string.Join(", ", p.words)}"));

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef) return Name(type.GetElementType()!, nullability);
        var mark = !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsArray) return Name(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        if (type.IsGenericParameter) return type.Name + mark;
        var name = type switch
        {
            _ when type == typeof(string) => "string",
            _ when type == typeof(object) => "object",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(int) => "int",
            _ when type == typeof(long) => "long",
            _ when type == typeof(byte) => "byte",
            _ when type == typeof(void) => "void",
            _ => type.Name.Split('`')[0],
        };
        var arguments = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0)
            .Select(argument => Name(argument, nullability?.GenericTypeArguments.FirstOrDefault(info => info.Type == argument))).ToList();
        var outer = type is { IsNested: true, IsGenericParameter: false } ? Name(type.DeclaringType!) + "." : "";
        return outer + name + (arguments.Count > 0 ? $"<{string.Join(", ", arguments)}>" : "") + mark;
    }
}
