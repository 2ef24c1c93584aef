namespace HAMgm.Kernel.Loading;

/// <summary>One plugin in plugins.json.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Enabled">Whether it runs.</param>
/// <param name="Folder">Full path of its folder when that is not <c>plugins/&lt;id&gt;</c>; else null.</param>
/// <param name="SettingsJson">Its settings, as raw JSON.</param>
/// <param name="IsScript">It is no assembly: who runs such plugins finds it, once that runs itself.</param>
/// <param name="Script">Full path of its file, when the entry names one; else null.</param>
public sealed record PluginsFileEntry(string Id, bool Enabled, string? Folder, string SettingsJson, bool IsScript = false, string? Script = null);
