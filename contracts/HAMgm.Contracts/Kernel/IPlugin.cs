namespace HAMgm.Contracts.Kernel;

/// <summary>An executable plugin (spec/1 section 3.2.3): run on request, with parameters, giving a result.</summary>
public interface IPlugin
{
    /// <summary>Prepares the plugin.</summary>
    /// <param name="config">Its settings from plugins.json.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task InitializeAsync(IReadOnlyDictionary<string, object?> config, CancellationToken cancellationToken);

    /// <summary>Runs it once.</summary>
    /// <param name="parameters">Parameters of this run.</param>
    /// <param name="cancellationToken">Cancelled at the run's deadline.</param>
    /// <returns>Its value; what JSON can express.</returns>
    Task<object?> ExecuteAsync(IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken);

    /// <summary>Releases what it holds.</summary>
    Task CleanupAsync(CancellationToken cancellationToken);

    /// <summary>Who it is.</summary>
    PluginInfo GetInfo();
}
