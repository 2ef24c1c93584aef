using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Kernel.Loading;

/// <summary>Finds the assembly of a plugin in its folder.</summary>
internal static class PluginAssembly
{
    /// <summary>Full path of the plugin's own assembly.</summary>
    /// <exception cref="KernelException">There is none, or more than one could be meant.</exception>
    public static string Find(PluginManifest manifest)
    {
        string folder = manifest.Info.Folder;
        if (manifest.Assembly is not null)
        {
            string named = Path.Combine(folder, manifest.Assembly);
            return File.Exists(named)
                ? named
                : throw Error(manifest, $"its assembly {manifest.Assembly} is not in {folder}; correct \"assembly\" in plugin.json or build the plugin");
        }

        string[] all = Directory.GetFiles(folder, "*.dll");

        // The build writes a .deps.json for the plugin itself, not for the libraries that it carries.
        string[] withDependencies = [.. all.Where(dll => File.Exists(Path.ChangeExtension(dll, ".deps.json")))];
        string[] product = [.. all.Where(dll => Path.GetFileName(dll).StartsWith("HAMgm.", StringComparison.Ordinal))];
        foreach (string[] candidates in (string[][])[withDependencies, product, all])
        {
            if (candidates.Length == 1)
            {
                return candidates[0];
            }
        }

        throw Error(
            manifest,
            all.Length == 0
                ? $"there is no .dll in {folder}; build the plugin"
                : $"{folder} holds several assemblies ({string.Join(", ", all.Select(Path.GetFileName).Order(StringComparer.Ordinal))}); name its own as \"assembly\" in plugin.json");
    }

    /// <summary>Whether the libraries in the folder are all there: somebody may be copying them this moment.</summary>
    /// <exception cref="KernelException">One is not; worth another try.</exception>
    public static void RefuseIncomplete(PluginManifest manifest)
    {
        if (manifest.Info.Kind == PluginKind.Script)
        {
            return;
        }

        // All that is there, not its own assembly alone: what it carries is loaded with it.
        _ = Find(manifest);
        foreach (string path in Directory.EnumerateFiles(manifest.Info.Folder, "*", SearchOption.AllDirectories).Where(IsLibrary))
        {
            string? missing;
            try
            {
                missing = WholeImage.WhyNot(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                missing = e.Message;
            }

            if (missing is not null)
            {
                throw new KernelException(manifest.Id, $"plugin '{manifest.Id}': the new {path} is not whole: {missing}");
            }
        }
    }

    private static bool IsLibrary(string path) => Path.GetExtension(path) is ".dll" or ".so" || path.Contains(".so.", StringComparison.Ordinal);

    private static KernelException Error(PluginManifest manifest, string message) =>
        new(manifest.Id, $"plugin '{manifest.Id}': {message}") { IsPermanent = true };
}
