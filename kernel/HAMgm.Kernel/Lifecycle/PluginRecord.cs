using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Loading;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>What the kernel knows of one plugin. Changed under the engine's gate; its status may be read at any time.</summary>
internal sealed class PluginRecord(PluginManifest manifest, BackOff backOff)
{
    private volatile PluginStatus _status = new(manifest.Info, ModuleState.Discovered, "", 0);

    public PluginManifest Manifest { get; private set; } = manifest;

    public BackOff BackOff { get; } = backOff;

    public string Id => Manifest.Id;

    public PluginStatus Status
    {
        get => _status;
        set => _status = value;
    }

    public ModuleState State => _status.State;

    public string SettingsJson { get; set; } = "{}";

    /// <summary>What its folder looked like when it was loaded last (<see cref="FolderStamp"/>).</summary>
    public long Stamp { get; set; }

    /// <summary>It shall run: plugins.json or an operator said so.</summary>
    public bool IsWanted { get; set; }

    /// <summary>Marked critical, or required by one that is.</summary>
    public bool IsCritical { get; set; } = manifest.Info.Critical;

    /// <summary>Made by the host itself: it has no folder, and its object stays.</summary>
    public bool IsOfHost { get; init; }

    public PluginInstance? Instance { get; set; }

    public PluginServices? Services { get; set; }

    /// <summary>Grows with each start; stopping goes the other way.</summary>
    public long StartNumber { get; set; }

    /// <summary>When it began to run, a timestamp of the kernel's clock.</summary>
    public long RunningSince { get; set; }

    /// <summary>Contexts of it that were let go and did not go.</summary>
    public int NotUnloaded { get; set; }

    public void Replace(PluginManifest newManifest)
    {
        Manifest = newManifest;
        Status = Status with { Info = newManifest.Info };
    }
}
