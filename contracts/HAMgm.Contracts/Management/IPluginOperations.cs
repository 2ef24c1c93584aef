namespace HAMgm.Contracts.Management;

/// <summary>
/// The plugins of either node, for operators. Which plugins run is each node's own affair (plugins.json is node-local), so a call
/// names the node, and is carried to it over the peer link with the caller's identity. management.cluster provides it. Every
/// changing call refuses a caller that is not admin with Authentication/403, and is audited on both nodes.
/// </summary>
public interface IPluginOperations
{
    /// <summary>All plugins that a node knows, by id.</summary>
    /// <param name="nodeId">Either node; empty for this one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, ServiceUnavailable/503.</exception>
    Task<IReadOnlyList<PluginView>> GetPluginsAsync(string nodeId, CancellationToken cancellationToken);

    /// <summary>One plugin of a node.</summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, Cluster/404 (no such plugin), ServiceUnavailable/503.</exception>
    Task<PluginView> GetPluginAsync(string nodeId, string pluginId, CancellationToken cancellationToken);

    /// <summary>Writes into the node's plugins.json whether a plugin runs, and starts or stops it.</summary>
    /// <param name="nodeId">Either node; empty for this one.</param>
    /// <param name="pluginId">Which plugin.</param>
    /// <param name="enabled">Whether it runs from now on.</param>
    /// <param name="caller">Must be admin.</param>
    /// <param name="cancellationToken">Stops the waiting, not the change.</param>
    /// <returns>What was done, a sentence.</returns>
    /// <exception cref="Errors.HamgmException">
    /// NodeNotFound/404, Cluster/404, Cluster/409 (critical on a node that must go on, needed to start at all, did not start),
    /// Authentication/403, ServiceUnavailable/503.
    /// </exception>
    Task<string> SetEnabledAsync(string nodeId, string pluginId, bool enabled, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Exchanges a plugin for what lies in its folder now, with those that depend on it stopped before and started after.</summary>
    /// <inheritdoc cref="SetEnabledAsync"/>
    Task<string> ReloadAsync(string nodeId, string pluginId, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>The last lines of a node's log that are a plugin's, or about it.</summary>
    /// <param name="nodeId">Either node; empty for this one.</param>
    /// <param name="pluginId">Which plugin; one that is gone may be named too.</param>
    /// <param name="cursor">What an earlier answer gave, to get what came since; empty for the last lines.</param>
    /// <param name="lines">At most so many, 1 … 1000.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, ServiceUnavailable/503 (no log file is kept, or it cannot be read).</exception>
    Task<PluginLog> GetLogAsync(string nodeId, string pluginId, string cursor, int lines, CancellationToken cancellationToken);
}
