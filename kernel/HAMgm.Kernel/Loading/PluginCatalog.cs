using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Lifecycle;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Loading;

/// <summary>Finds plugins by their manifests.</summary>
internal sealed class PluginCatalog(KernelOptions options, PluginRegistry registry) : IPluginCatalog
{
    private readonly Dictionary<string, KernelException> _broken = new(StringComparer.Ordinal);

    /// <summary>Folders whose manifest is wrong, by name: an error as soon as one is to run.</summary>
    public IReadOnlyDictionary<string, KernelException> Broken => _broken;

    public IReadOnlyDictionary<string, string> SettingsSchemas =>
        registry.All.ToDictionary(record => record.Id, record => record.Manifest.SettingsSchema, StringComparer.Ordinal);

    public string GetPluginSettings(string pluginId) => registry.Get(pluginId).SettingsJson;

    /// <summary>Reads the manifests of all folders.</summary>
    /// <exception cref="KernelException">The folder is not there, or two plugins have the same id.</exception>
    public void Discover()
    {
        if (!Directory.Exists(options.PluginsFolder))
        {
            throw KernelException.BadFile(options.PluginsFolder, $"plugins folder {options.PluginsFolder} does not exist; name it with --plugins");
        }

        foreach (string folder in Directory.GetDirectories(options.PluginsFolder).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(Path.Combine(folder, PluginManifest.FileName)))
            {
                continue;
            }

            try
            {
                Add(ManifestReader.Read(folder));
            }
            catch (KernelException e)
            {
                _broken[Path.GetFileName(folder)] = e;
            }
        }
    }

    /// <summary>Adds a plugin by its manifest.</summary>
    /// <exception cref="KernelException">Another one has its id.</exception>
    public PluginRecord Add(PluginManifest manifest)
    {
        var record = new PluginRecord(manifest, new BackOff(options.RestartDelay, options.MaxRestartDelay, options.RestartDelayReset));
        if (!registry.TryAdd(record))
        {
            throw KernelException.BadFile(
                manifest.Id, $"plugin '{manifest.Id}' lies in {registry.Get(manifest.Id).Manifest.Info.Folder} and in {manifest.Info.Folder}; remove one");
        }

        if (WhyNotSupported(manifest) is { } why)
        {
            registry.Move(record, ModuleState.NotSupported, why);
        }

        return record;
    }

    /// <summary>Adds the host as a plugin that runs and provides these contracts.</summary>
    /// <exception cref="KernelException">It has been added already.</exception>
    public void AddHost(IReadOnlyDictionary<Type, object> exports)
    {
        var manifest = new PluginManifest
        {
            Info = new PluginInfo("host", PluginLoader.ContractsVersion.ToString(3), PluginKind.Module, false, "", "what the host provides"),
            Contracts = new VersionWindow(new Version(0, 0), true, null, false),
            Provides = [.. exports.Keys],
        };
        var record = new PluginRecord(manifest, new BackOff(options.RestartDelay, options.MaxRestartDelay, options.RestartDelayReset))
        {
            IsOfHost = true,
            IsWanted = true,
            Instance = new PluginInstance(new object(), exports, null, null) { IsInitialized = true },
        };
        if (!registry.TryAdd(record))
        {
            throw KernelException.Conflict("host", "the host provides something already");
        }

        registry.Move(record, ModuleState.Running);
    }

    /// <exception cref="KernelException">It cannot run here.</exception>
    public static void RefuseUnsupported(PluginManifest manifest)
    {
        if (WhyNotSupported(manifest) is { } why)
        {
            throw new KernelException(manifest.Id, $"plugin '{manifest.Id}' is not supported: {why}") { IsPermanent = true };
        }
    }

    private static string? WhyNotSupported(PluginManifest manifest)
    {
        return manifest.Contracts.Contains(PluginLoader.ContractsVersion)
            ? null
            : $"it is made for another version of HAMgm.Contracts than {PluginLoader.ContractsVersion.ToString(3)}; install a version of it that fits";
    }
}
