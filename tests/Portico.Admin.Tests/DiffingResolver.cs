using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Portico.Admin.Tests;

// The registry lacks a bunit dependency under the id that bunit asks for; the same assembly is downloaded and resolved here.
internal static class DiffingResolver
{
    [ModuleInitializer]
    internal static void Init() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
        name.Name == "AngleSharp.Diffing"
            ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "bunit-diffing", "AngleSharp.Diffing.dll"))
            : null;
}
