using System.Reflection;
using System.Runtime.Loader;

namespace HAMgm.Kernel.Loading;

/// <summary>
/// The context of one plugin: its own private assemblies, the host's copy of whatever is shared. Collectible, but for the first one of
/// a plugin that was compiled ahead of time (see <see cref="CompiledAhead"/>): the runtime uses such code only where it stays.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver _resolver;
    private readonly string _folder;
    private readonly List<MemoryFile> _mapped = [];
    private long _bytes;

    public PluginLoadContext(string pluginId, string assemblyPath, bool stays)
        : base(pluginId, isCollectible: !stays)
    {
        _resolver = new AssemblyDependencyResolver(assemblyPath);
        _folder = Path.GetDirectoryName(assemblyPath)!;
    }

    /// <summary>Size of what has been loaded, bytes.</summary>
    public long LoadedBytes => Interlocked.Read(ref _bytes);

    /// <summary>
    /// Loads from a copy in memory: a file that is mapped would end the process with SIGBUS when somebody copies over it.
    /// </summary>
    public Assembly LoadCopy(string path)
    {
        if (!IsCollectible)
        {
            return MapCopy(path);
        }

        using var assembly = new MemoryStream(File.ReadAllBytes(path), writable: false);
        Interlocked.Add(ref _bytes, assembly.Length);
        string symbolsPath = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbolsPath))
        {
            return LoadFromStream(assembly);
        }

        using var symbols = new MemoryStream(File.ReadAllBytes(symbolsPath), writable: false);
        return LoadFromStream(assembly, symbols);
    }

    /// <summary>Lets go of it; one that stays is only forgotten.</summary>
    public void Drop()
    {
        if (IsCollectible)
        {
            Unload();
        }
    }

    // Compiled code is mapped, and a copy in memory that nobody can change is a file to map. It stays open as long as this context, that is, as
    // long as the process: the runtime knows an assembly by its path, and a number that came again would be another's.
    private Assembly MapCopy(string path)
    {
        MemoryFile copy = MemoryFile.Of(path);
        lock (_mapped)
        {
            _mapped.Add(copy);
        }

        Interlocked.Add(ref _bytes, copy.Length);
        return LoadFromAssemblyPath(copy.Path);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name ?? "";
        if (SharedAssemblies.Contains(name))
        {
            return SharedAssemblies.Load(name);
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadCopy(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        (_resolver.ResolveUnmanagedDllToPath(unmanagedDllName) ?? FindBeside(unmanagedDllName)) is { } path ? LoadNativeCopy(path) : 0;

    // The runtime would look beside the assembly itself; one that was loaded from memory lies nowhere.
    private string? FindBeside(string name) =>
        Path.GetFileName(name) != name
            ? null
            : ((string[])[name, $"lib{name}.so", $"{name}.so"]).Select(file => Path.Combine(_folder, file)).FirstOrDefault(File.Exists);

    // A library is mapped by whoever loads it, so it is a copy that is mapped: the file itself may be copied over at any time.
    private nint LoadNativeCopy(string path)
    {
        if (WholeImage.WhyNot(path) is { } missing)
        {
            throw new BadImageFormatException($"{path} is not whole: {missing}");
        }

        using MemoryFile copy = MemoryFile.Of(path);
        Interlocked.Add(ref _bytes, copy.Length);
        return LoadUnmanagedDllFromPath(copy.Path);
    }
}
