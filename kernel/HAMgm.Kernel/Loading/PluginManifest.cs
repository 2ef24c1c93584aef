using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Loading;

/// <summary>A plugin's <c>plugin.json</c> (design.md section 3).</summary>
public sealed record PluginManifest
{
    /// <summary>Name of the file in a plugin's folder.</summary>
    public const string FileName = "plugin.json";

    /// <summary>Who the plugin is.</summary>
    public required PluginInfo Info { get; init; }

    /// <summary>The versions of Contracts that it works with.</summary>
    public required VersionWindow Contracts { get; init; }

    /// <summary>What it imports from other plugins.</summary>
    public IReadOnlyList<Requirement> Requires { get; init; } = [];

    /// <summary>What it exports for other plugins.</summary>
    public IReadOnlyList<Type> Provides { get; init; } = [];

    /// <summary>File name of its assembly in its folder; null to find it by convention.</summary>
    public string? Assembly { get; init; }

    /// <summary>Started from the folder alone, before plugins.json has been read.</summary>
    public bool IsBootstrap { get; init; }

    /// <summary>Raw JSON array: the schema of the settings that it owns.</summary>
    public string SettingsSchema { get; init; } = "[]";

    /// <summary>Full path of the file that it is, for whoever runs such plugins; null for an assembly.</summary>
    public string? Script { get; init; }

    /// <summary>The stamp of one that an <see cref="IPluginRuntime"/> has found; null for one that has a folder of its own.</summary>
    public long? FoundStamp { get; init; }

    /// <summary>What its files look like: the folder now, or the found file when this manifest was made.</summary>
    internal long Stamp => FoundStamp ?? FolderStamp.Of(Info.Folder);

    /// <summary>Its id.</summary>
    public string Id => Info.Id;
}
