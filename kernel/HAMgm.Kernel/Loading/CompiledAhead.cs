using System.Collections.Concurrent;

namespace HAMgm.Kernel.Loading;

/// <summary>
/// The product's own plugins whose assembly was compiled ahead of time (ReadyToRun). The runtime throws that code away in a collectible context, so the first one
/// of such a plugin stays until the process ends, and starts in a fraction of the time; whatever is loaded after it (a new version, the same
/// one after a fault) gets a collectible context like everything else, and is compiled as it runs. So no more than one context a plugin is ever kept.
/// </summary>
internal static class CompiledAhead
{
    private static readonly ConcurrentDictionary<string, bool> Loaded = new(StringComparer.Ordinal);

    /// <summary>True for the first load of a plugin that was compiled ahead; false ever after.</summary>
    /// <param name="path">Full path of the plugin's assembly.</param>
    /// <exception cref="BadImageFormatException">It is no assembly.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool TakeFirst(string path) => Is(path) && Loaded.TryAdd(path, true);

    /// <summary>Whether an assembly carries compiled code.</summary>
    public static bool Is(string path)
    {
        using FileStream file = File.OpenRead(path);
        return AssemblyHeaders.Read(file).IsCompiledAhead;
    }
}
