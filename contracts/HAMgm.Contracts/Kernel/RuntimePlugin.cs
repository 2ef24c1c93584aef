namespace HAMgm.Contracts.Kernel;

/// <summary>A plugin that an <see cref="IPluginRuntime"/> has found.</summary>
/// <param name="Info">Who it is; its folder is the one of its file.</param>
/// <param name="Path">Full path of its file.</param>
/// <param name="Stamp">Changes whenever the file does.</param>
public sealed record RuntimePlugin(PluginInfo Info, string Path, long Stamp);
