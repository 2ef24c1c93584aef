namespace HAMgm.Contracts.Kernel;

/// <summary>
/// Asked by the kernel before it composes a plugin. The kernel hands the schema of a plugin's settings about and does not read it; whoever
/// provides this (component.config) takes over what a plugin brings that came, or changed, while the node runs.
/// </summary>
public interface ISettingsKeeper
{
    /// <summary>Makes the settings of a plugin known, with what stands for them in the node's file now.</summary>
    /// <param name="pluginId">A plugin that <see cref="IPluginCatalog"/> knows.</param>
    /// <returns>Null, or what is wrong with them, for an operator: the plugin must not run then.</returns>
    string? WhyNot(string pluginId);
}
