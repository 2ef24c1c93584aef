using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>Looks at one thing once. Its runs never overlap.</summary>
internal interface IProbe : IDisposable
{
    /// <summary>Whether <see cref="RunAsync"/> never blocks before it returns its task: then it needs no thread to be begun on.</summary>
    bool StartsAtOnce => false;

    /// <summary>
    /// Looks. What it finds, an error of the system too, is an outcome; what it throws besides <see cref="OperationCanceledException"/>
    /// is a fault of the plugin.
    /// </summary>
    /// <param name="cancellationToken">Cancelled at the check's deadline.</param>
    Task<CheckOutcome> RunAsync(CancellationToken cancellationToken);
}
