namespace Portico.Packages;

/// <summary>A package that is not taken.</summary>
/// <param name="code">Permanent, such as <c>package.bad_path</c>.</param>
/// <param name="message">For the person who has to mend it.</param>
public sealed class PackageException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
