namespace Portico.TestKit;

public static class Repository
{
    /// <summary>A folder of the sources, found from where the tests run.</summary>
    public static string Folder(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return Path.Combine(folder.FullName, path);
        }

        throw new DirectoryNotFoundException($"There is no Platform.sln above {AppContext.BaseDirectory}.");
    }

    /// <summary>Definitions that others wrote in Elsa, beside the repository.</summary>
    public static string ElsaWorkflows()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "elsa-workflows");
            if (Directory.Exists(candidate)) return candidate;
        }

        throw new DirectoryNotFoundException("No folder above this one holds shared/elsa-workflows.");
    }
}
