namespace HAMgm.Contracts.Kernel;

/// <summary>The life cycle of a plugin (design.md section 3).</summary>
public enum ModuleState
{
    /// <summary>Its manifest was read.</summary>
    Discovered = 0,

    /// <summary>Its assembly is loaded in a context of its own.</summary>
    Loaded = 1,

    /// <summary>Initialize has finished.</summary>
    Initialized = 2,

    /// <summary>Start (or Load, of a component) has finished.</summary>
    Running = 3,

    /// <summary>Stop has finished.</summary>
    Stopped = 4,

    /// <summary>Its context is unloaded.</summary>
    Unloaded = 5,

    /// <summary>plugins.json says that it does not run.</summary>
    Disabled = 6,

    /// <summary>It needs another version of Contracts, or a kind of plugin that nobody here runs.</summary>
    NotSupported = 7,

    /// <summary>It failed; the reason stands in the status, and the supervisor decides what follows.</summary>
    Faulted = 8,
}
