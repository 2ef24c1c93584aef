using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Messages;

/// <summary>Answers the peer's requests with the handler that was set: at most 16 at a time, and as many again waiting as are bounded.</summary>
internal sealed class RequestServer(ILogger log) : IDisposable
{
    /// <summary>How many handlers run at a time.</summary>
    public const int MaxRunning = 16;

    // The peer itself has no more than this many open; somebody who has is not the peer.
    private const int MaxAccepted = PendingRequests.MaxPending + MaxRunning;

    private readonly SemaphoreSlim _slots = new(MaxRunning, MaxRunning);
    private volatile Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>? _handler;
    private int _accepted;

    /// <summary>Sets the handler; null for none.</summary>
    public void Handle(Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>? handler) => _handler = handler;

    /// <summary>Begins to answer one request.</summary>
    /// <param name="body">The request.</param>
    /// <param name="reply">Takes the reply, and whether it is an error.</param>
    /// <param name="cancellationToken">The connection is gone: nobody waits for the reply.</param>
    /// <returns>Ends when the reply has been handed over. Never fails.</returns>
    public async Task AnswerAsync(ReadOnlyMemory<byte> body, Action<bool, ReadOnlyMemory<byte>> reply, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _accepted) > MaxAccepted)
        {
            _ = Interlocked.Decrement(ref _accepted);
            reply(true, ErrorCodec.Encode(Unavailable("The peer has too many requests open; try again later.")));
            return;
        }

        // The reader goes on at once, whatever the handler does before its first await.
        Task<ReadOnlyMemory<byte>> answer = Task.Run(() => RunAsync(body, cancellationToken), CancellationToken.None);
        await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = Interlocked.Decrement(ref _accepted);
        if (answer.IsCompletedSuccessfully)
        {
            reply(false, answer.Result);
        }
        else if (!cancellationToken.IsCancellationRequested)
        {
            reply(true, ErrorCodec.Encode(Describe(answer.Exception?.InnerException)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>> handler = _handler
                ?? throw Unavailable("The peer does not take requests: its management.cluster does not run; try again in a moment.");
            ReadOnlyMemory<byte> answer = await handler(body, cancellationToken).ConfigureAwait(false);
            return answer.Length <= MessageCodec.MaxBodyLength
                ? answer
                : throw new HamgmException(
                    ErrorKind.Cluster, ErrorCodes.Internal, string.Empty, $"The peer's reply has {answer.Length} bytes; at most {MessageCodec.MaxBodyLength} travel.");
        }
        finally
        {
            _ = _slots.Release();
        }
    }

    // A handler's own fault must reach the caller as an error, not as a time-out, and the log here with its type.
    private HamgmException Describe(Exception? fault)
    {
        if (fault is HamgmException known)
        {
            return known;
        }

        string what = fault is null ? "it was cancelled" : $"{fault.GetType().Name}: {fault.Message}";
        log.Error("a request of the peer failed", ("error", what));
        return new HamgmException(ErrorKind.Cluster, ErrorCodes.Internal, string.Empty, $"The peer could not answer the request ({what}); its log has more.");
    }

    private static HamgmException Unavailable(string message) =>
        new(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, string.Empty, message);
}
