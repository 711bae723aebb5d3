using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portico.House.Tests;

/// <summary>The reference page of an assembly: its public face, each member with what its comment says.</summary>
internal static partial class ApiReference
{
    public static string Of(Assembly assembly, XDocument comments)
    {
        var byId = comments.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
        var types = assembly.GetExportedTypes().OrderBy(NameOf, StringComparer.Ordinal).ToList();
        var page = new StringBuilder().Append(CultureInfo.InvariantCulture, $"""
            # API reference

            Everything that a plugin sees of `{assembly.GetName().Name}`. This page is written by a test from the comments in the code; change those, not this.


            """);
        page.Append(string.Join(" · ", types.Select(type => $"[{NameOf(type)}](#{Anchor(NameOf(type))})"))).Append('\n');
        foreach (var type in types) Write(page, type, byId);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Write(StringBuilder page, Type type, Dictionary<string, XElement> byId)
    {
        var comment = byId.GetValueOrDefault(IdOf(type));
        page.Append(CultureInfo.InvariantCulture, $"\n## {NameOf(type)}\n\n`{Bare(PublicFace.Head(type))}`\n\n{Words(comment?.Element("summary"))}\n");
        foreach (var parameter in comment?.Elements("typeparam") ?? []) page.Append(CultureInfo.InvariantCulture, $"\n`{parameter.Attribute("name")!.Value}`: {Words(parameter)}\n");
        var members = PublicFace.Members(type).Where(member => member.Member is not MethodInfo { Name: nameof(ToString) }).ToList();
        if (members.Count == 0) return;
        page.Append("\n| member | |\n|---|---|\n");
        foreach (var (line, member) in type.IsEnum ? members : [.. members.OrderBy(member => member.Member.MemberType != MemberTypes.Constructor).ThenBy(member => member.Member.Name, StringComparer.Ordinal).ThenBy(member => member.Line, StringComparer.Ordinal)])
            page.Append(CultureInfo.InvariantCulture, $"| `{line.Replace("|", "\\|", StringComparison.Ordinal)}` | {About(member, byId.GetValueOrDefault(IdOf(member)))} |\n");
    }

    private static string About(MemberInfo member, XElement? comment)
    {
        if (comment is null) return "";
        // What a constructor of a record takes is said at its properties.
        var sides = member is ConstructorInfo && member.DeclaringType!.GetProperties().Any(p => comment.Elements("param").Any(one => one.Attribute("name")!.Value == p.Name)) ? [] : comment.Elements("param").Select(one => $"`{one.Attribute("name")!.Value}`: {Words(one)}");
        return string.Join("<br>", new[] { Words(comment.Element("summary")) }.Concat(sides)
            .Concat(comment.Elements("returns").Select(one => "Returns: " + Words(one)))
            .Concat(comment.Elements("exception").Select(one => $"Throws `{Short(one.Attribute("cref")!.Value)}`: {Words(one)}"))).Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Words(XElement? element) => element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value.Replace("<", "&lt;", StringComparison.Ordinal),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{Short(see.Attribute("cref")!.Value)}`",
        XElement { Name.LocalName: "paramref" } named => $"`{named.Attribute("name")!.Value}`",
        XElement other => Words(other),
        _ => "",
    })), " ").Trim();

    /// <summary>Of <c>P:Portico.Sdk.ProviderCall`1.CallbackUrl</c>: <c>ProviderCall.CallbackUrl</c>.</summary>
    private static string Short(string id)
    {
        var name = Arity().Replace(id[2..].Split('(')[0], "");
        var parts = name.Split('.');
        return id[0] == 'T' ? parts[^1] : string.Join('.', parts[^2..]);
    }

    private static string Bare(string head) => head.Replace("Portico.Sdk.", "", StringComparison.Ordinal);

    private static string NameOf(Type type) => (type.IsNested ? NameOf(type.DeclaringType!) + "." : "") + Arity().Replace(type.Name, "");

    private static string Anchor(string name) => name.Replace(".", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string IdOf(MemberInfo member) => member switch
    {
        Type type => "T:" + Id(type),
        ConstructorInfo made => $"M:{Id(made.DeclaringType!)}.#ctor{Takes(made)}",
        MethodInfo method => $"M:{Id(method.DeclaringType!)}.{method.Name}{Takes(method)}",
        PropertyInfo property => $"P:{Id(property.DeclaringType!)}.{property.Name}",
        EventInfo happening => $"E:{Id(happening.DeclaringType!)}.{happening.Name}",
        _ => $"F:{Id(member.DeclaringType!)}.{member.Name}",
    };

    private static string Takes(MethodBase method) => method.GetParameters() is { Length: > 0 } parameters ? $"({string.Join(',', parameters.Select(parameter => Id(parameter.ParameterType)))})" : "";

    private static string Id(Type type)
    {
        if (type.IsGenericParameter) return "`" + type.GenericParameterPosition;
        if (type.IsArray) return Id(type.GetElementType()!) + "[]";
        if (!type.IsConstructedGenericType) return type.FullName!.Replace('+', '.');
        return $"{Arity().Replace(type.GetGenericTypeDefinition().FullName!.Replace('+', '.'), "")}{{{string.Join(',', type.GetGenericArguments().Select(Id))}}}";
    }

    [GeneratedRegex(@"`\d+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
