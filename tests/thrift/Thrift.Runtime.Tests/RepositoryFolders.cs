namespace Thrift.Runtime.Tests;

/// <summary>Where the sources are.</summary>
internal static class RepositoryFolders
{
    public static string Root { get; } = FindRoot();

    public static string Tests { get; } = Path.Combine(Root, "tests", "thrift", "Thrift.Runtime.Tests");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HAMgm.Kernel.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("HAMgm.Kernel.sln");
    }
}
