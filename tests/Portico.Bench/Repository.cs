namespace Portico.Bench;

public static class Repository
{
    public static string Folder(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return Path.Combine(folder.FullName, path);
        }

        throw new DirectoryNotFoundException($"There is no Platform.sln above {AppContext.BaseDirectory}.");
    }
}
