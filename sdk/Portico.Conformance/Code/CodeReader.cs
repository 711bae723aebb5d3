using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Portico.Conformance.Code;

/// <summary>What a method refers to.</summary>
/// <param name="Type">Full name of the type.</param>
/// <param name="Member">Name of the member; a type’s constructor is <c>.ctor</c>.</param>
/// <param name="Where">Method that uses it, for a person.</param>
internal sealed record Use(string Assembly, string Type, string Member, string Where)
{
    public string Api => $"{Type}.{Member}";
}

/// <summary>Reads the code of a folder without loading any of it.</summary>
internal sealed class CodeReader
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value, code => code.OperandType);

    /// <summary>Members that methods use.</summary>
    public List<Use> Uses { get; } = [];

    /// <summary>Methods that are native code.</summary>
    public List<Use> Native { get; } = [];

    /// <summary>Literals that are absolute paths, with the method they stand in.</summary>
    public List<(string Assembly, string Where, string Path)> Paths { get; } = [];

    /// <summary>Files that look like libraries and are no .NET assemblies.</summary>
    public List<string> Libraries { get; } = [];

    public static CodeReader Of(string folder)
    {
        var reader = new CodeReader();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "Portico.Sdk.dll").Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (Path.GetExtension(file).ToUpperInvariant() is ".DLL" or ".EXE") reader.Read(file, name);
            else if (Path.GetExtension(file).ToUpperInvariant() is ".SO" or ".DYLIB") reader.Libraries.Add(name);
        }

        return reader;
    }

    private void Read(string file, string name)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(file));
            if (!image.HasMetadata)
            {
                Libraries.Add(name);
                return;
            }

            var metadata = image.GetMetadataReader();
            foreach (var handle in metadata.MethodDefinitions) Read(image, metadata, metadata.GetMethodDefinition(handle), name);
        }
        catch (BadImageFormatException)
        {
            Libraries.Add(name);
        }
    }

    private void Read(PEReader image, MetadataReader metadata, MethodDefinition method, string assembly)
    {
        var where = $"{NameOf(metadata, method.GetDeclaringType())}.{metadata.GetString(method.Name)}";
        if (method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)) Native.Add(new Use(assembly, metadata.GetString(metadata.GetModuleReference(method.GetImport().Module).Name), metadata.GetString(method.GetImport().Name), where));
        if (method.RelativeVirtualAddress == 0) return;
        var il = image.GetMethodBody(method.RelativeVirtualAddress).GetILReader();
        while (il.RemainingBytes > 0)
        {
            short code = il.ReadByte();
            if (code == 0xFE) code = (short)(0xFE00 | il.ReadByte());
            if (!Operands.TryGetValue(code, out var operand)) return; // no code of the standard: nothing runs it
            switch (operand)
            {
                case OperandType.InlineString:
                    var text = metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(il.ReadInt32()));
                    if (text.Length > 2 && (text[0] == '/' && text[1] != '/' && text.IndexOf('/', 1) > 0 || text[1..].StartsWith(":\\", StringComparison.Ordinal))) Paths.Add((assembly, where, text));
                    break;
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok or OperandType.InlineType:
                    Note(metadata, MetadataTokens.EntityHandle(il.ReadInt32()), assembly, where);
                    break;
                case OperandType.InlineSig:
                    il.ReadInt32();
                    Native.Add(new Use(assembly, "calli", "calli", where));
                    break;
                case OperandType.InlineSwitch:
                    var targets = il.ReadInt32();
                    il.Offset += targets * 4;
                    break;
                default:
                    il.Offset += SizeOf(operand);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void Note(MetadataReader metadata, EntityHandle handle, string assembly, string where)
    {
        switch (handle.Kind)
        {
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                if (TypeOf(metadata, member.Parent) is { } owner) Uses.Add(new Use(assembly, owner, metadata.GetString(member.Name), where));
                break;
            case HandleKind.MethodSpecification:
                Note(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method, assembly, where);
                break;
            case HandleKind.TypeReference or HandleKind.TypeSpecification:
                if (TypeOf(metadata, handle) is { } type) Uses.Add(new Use(assembly, type, "", where));
                break;
        }
    }

    private static string? TypeOf(MetadataReader metadata, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
                var scope = type.ResolutionScope.Kind is HandleKind.TypeReference ? TypeOf(metadata, type.ResolutionScope) + "+" : type.Namespace.IsNil ? "" : metadata.GetString(type.Namespace) + ".";
                return scope + metadata.GetString(type.Name);
            case HandleKind.TypeSpecification:
                // a generic type: what it is made of stands in its signature, its definition after the element type
                var blob = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                if (blob.ReadByte() != (byte)SignatureTypeCode.GenericTypeInstance) return null;
                blob.ReadByte();
                return TypeOf(metadata, blob.ReadTypeHandle());
            default:
                return null;
        }
    }

    private static string NameOf(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var owner = type.GetDeclaringType();
        return (owner.IsNil ? type.Namespace.IsNil ? "" : metadata.GetString(type.Namespace) + "." : NameOf(metadata, owner) + "+") + metadata.GetString(type.Name);
    }
}
