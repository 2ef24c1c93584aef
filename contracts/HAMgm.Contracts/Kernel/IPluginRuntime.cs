namespace HAMgm.Contracts.Kernel;

/// <summary>
/// Runs plugins that are no assemblies: those of <see cref="PluginKind.Script"/>. Whoever provides it registers itself with the kernel by
/// that (<c>provides</c> of its plugin.json); from then on its plugins have the same life cycle, status and operations as any other.
/// </summary>
public interface IPluginRuntime
{
    /// <summary>What there is to run: what lies in its own folders, and what plugins.json names.</summary>
    /// <param name="named">Full path by id, of the entries of plugins.json that name a file.</param>
    /// <returns>One a plugin; also such whose declaration is wrong (that is said when it is initialized).</returns>
    IReadOnlyList<RuntimePlugin> FindPlugins(IReadOnlyDictionary<string, string> named);

    /// <summary>Raised when <see cref="FindPlugins"/> may answer otherwise now. May be raised from any thread.</summary>
    event Action? Changed;

    /// <summary>Makes the plugin; nothing happens before its Initialize.</summary>
    /// <param name="info">Who it is.</param>
    /// <param name="path">Full path of its file.</param>
    IPlugin Create(PluginInfo info, string path);

    /// <summary>What it uses just now.</summary>
    PluginUsage GetUsage(string id);
}
