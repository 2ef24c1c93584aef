namespace HAMgm.Contracts.Scripts;

/// <summary>The scripts that were found, and a way to run them. component.plugin provides it (spec/1 section 2.2.4).</summary>
public interface IScripts
{
    /// <summary>All scripts that are enabled, by id.</summary>
    IReadOnlyList<ScriptInfo> GetScripts();

    /// <summary>Raised when <see cref="GetScripts"/> has changed.</summary>
    event Action? Changed;

    /// <summary>
    /// Runs one once. Never throws for what the script does: that is in the outcome. Runs of one script do not overlap: a second one
    /// waits for the first, and its waiting counts against its own deadline. What awaits it goes on on the thread that waits for scripts,
    /// and must not block there: hundreds of checks a second would otherwise wake as many threads.
    /// </summary>
    /// <param name="id">Which.</param>
    /// <param name="facts">What it is told.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="Errors.HamgmException">Cluster/404: there is none of that id.</exception>
    Task<ScriptOutcome> RunAsync(string id, ScriptFacts facts, CancellationToken cancellationToken);
}
