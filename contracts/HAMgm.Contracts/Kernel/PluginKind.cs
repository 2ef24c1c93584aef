namespace HAMgm.Contracts.Kernel;

/// <summary>What a plugin is (plugin.json, <c>kind</c>).</summary>
public enum PluginKind
{
    /// <summary>Exports an <see cref="IModule"/>.</summary>
    Module = 0,

    /// <summary>Exports an <see cref="IComponent"/>.</summary>
    Component = 1,

    /// <summary>Exports an <see cref="IPlugin"/>.</summary>
    Executable = 2,

    /// <summary>A script, run by whoever registered as the runtime for scripts.</summary>
    Script = 3,
}
