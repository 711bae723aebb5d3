namespace Portico.Workflows;

/// <summary>The text is not a workflow definition at all. <see cref="Path"/> says where it stops being one.</summary>
public sealed class DefinitionFormatException(string path, string message) : Exception(message)
{
    public string Path { get; } = path;
}
