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

    private static KernelException Error(PluginManifest manifest, string message) =>
        new(manifest.Id, $"plugin '{manifest.Id}': {message}") { IsPermanent = true };
}
