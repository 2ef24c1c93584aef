namespace HAMgm.Kernel.Loading;

/// <summary>One plugin in plugins.json.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Enabled">Whether it runs.</param>
/// <param name="Folder">Full path of its folder when that is not <c>plugins/&lt;id&gt;</c>; else null.</param>
/// <param name="SettingsJson">Its settings, as raw JSON.</param>
public sealed record PluginsFileEntry(string Id, bool Enabled, string? Folder, string SettingsJson);
