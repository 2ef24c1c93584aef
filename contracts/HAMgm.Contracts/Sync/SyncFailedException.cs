using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Contracts.Sync;

/// <summary>A synchronisation that was ordered and failed (SyncException of the IDL).</summary>
/// <param name="kind">What was to be synchronised.</param>
/// <param name="code">A code of <see cref="ErrorCodes"/>.</param>
/// <param name="message">What failed, and what to do.</param>
/// <param name="failedItems">Files that are not in step; set names where no file was reached.</param>
/// <param name="inner">The cause, if another exception is it.</param>
public sealed class SyncFailedException(SyncKind kind, int code, string message, IReadOnlyList<string> failedItems, Exception? inner = null)
    : HamgmException(ErrorKind.Sync, code, kind.ToString(), message, inner)
{
    /// <summary>What was to be synchronised.</summary>
    public SyncKind SyncKind { get; } = kind;

    /// <summary>Files that are not in step.</summary>
    public IReadOnlyList<string> FailedItems { get; } = failedItems;
}
