namespace HAMgm.Contracts.Kernel;

/// <summary>Loads, runs and unloads plugins (spec/1 section 3.2.3).</summary>
public interface IPluginManager
{
    /// <summary>Loads the plugin in a folder that holds a plugin.json.</summary>
    /// <param name="path">The plugin's folder.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Errors.HamgmException">Bad manifest, missing provider, a cycle, "manifest found, no export"; names the plugin and the remedy.</exception>
    Task<PluginInfo> LoadPluginAsync(string path, CancellationToken cancellationToken);

    /// <summary>Runs an executable plugin once.</summary>
    /// <exception cref="Errors.HamgmException">Unknown, not executable, or not running.</exception>
    Task<PluginResult> ExecutePluginAsync(string name, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken);

    /// <summary>Stops a plugin and its dependents in reverse order, and unloads its context.</summary>
    /// <exception cref="Errors.HamgmException">Unknown, or a critical one may not stop now.</exception>
    Task UnloadPluginAsync(string name, CancellationToken cancellationToken);

    /// <summary>Exchanges a plugin for what lies in its folder now; its dependents are stopped before and started again after.</summary>
    /// <exception cref="Errors.HamgmException">Unknown, the new one does not fit or does not start, or a critical one may not stop now.</exception>
    Task ReloadPluginAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes into plugins.json whether a plugin runs, and starts or stops it.</summary>
    /// <exception cref="Errors.HamgmException">Unknown, needed to start at all, or a critical one may not stop now.</exception>
    Task SetPluginEnabledAsync(string name, bool enabled, CancellationToken cancellationToken);

    /// <summary>All plugins that were found, whether they run or not.</summary>
    IReadOnlyList<PluginInfo> GetPlugins();

    /// <summary>Where a plugin is in its life cycle.</summary>
    /// <exception cref="Errors.HamgmException">Unknown.</exception>
    PluginStatus GetPluginStatus(string name);
}
