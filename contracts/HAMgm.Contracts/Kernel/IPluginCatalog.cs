namespace HAMgm.Contracts.Kernel;

/// <summary>The manifests of all plugins that were found, for whoever needs to know them before they run.</summary>
public interface IPluginCatalog
{
    /// <summary>For each plugin id the raw JSON of <c>settings</c> in its plugin.json: the schema of the section it owns.</summary>
    /// <remarks>An array of <c>{ "key", "type", "default", "min", "max", "values", "scope": "shared|node", "live": bool, "description" }</c>.</remarks>
    IReadOnlyDictionary<string, string> SettingsSchemas { get; }

    /// <summary>The settings that plugins.json gives a plugin, as raw JSON; <c>{}</c> when there are none.</summary>
    string GetPluginSettings(string pluginId);
}
