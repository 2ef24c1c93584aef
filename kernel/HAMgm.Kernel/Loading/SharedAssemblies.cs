using System.Reflection;

namespace HAMgm.Kernel.Loading;

/// <summary>
/// Which assemblies every plugin shares with the host: the frameworks, Contracts and System.Composition. All others are a
/// plugin's own, even those that the host happens to carry for itself.
/// </summary>
internal static class SharedAssemblies
{
    private static readonly HashSet<string> FrameworkNames = ReadFrameworkNames();

    /// <summary>Whether an assembly of this simple name is the host's.</summary>
    public static bool Contains(string name) =>
        name == "HAMgm.Contracts"
        || name == "System.Composition"
        || name.StartsWith("System.Composition.", StringComparison.Ordinal)
        || FrameworkNames.Contains(name);

    /// <summary>The host's copy, of whatever version: the manifest's window has judged Contracts already.</summary>
    public static Assembly Load(string name) =>
        System.Runtime.Loader.AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(name));

    private static HashSet<string> ReadFrameworkNames()
    {
        string own = Path.GetFullPath(AppContext.BaseDirectory);
        string list = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => IsOfFramework(path, own))
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    // A self-contained product has the framework's files beside its own: there the name must tell.
    private static bool IsOfFramework(string path, string own)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return !path.StartsWith(own, StringComparison.Ordinal)
            || name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name is "mscorlib" or "netstandard" or "WindowsBase";
    }
}
