using HAMgm.Contracts.Errors;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Messages;

/// <summary>The requests of one connection that wait for a reply. Thread-safe.</summary>
internal sealed class PendingRequests
{
    /// <summary>How many may wait; each can hold a mebibyte.</summary>
    public const int MaxPending = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, TaskCompletionSource<ReadOnlyMemory<byte>>> _waiting = [];
    private ulong _lastId;
    private bool _isClosed;

    /// <summary>Registers a request.</summary>
    /// <exception cref="HamgmException">The connection is gone, or too many wait.</exception>
    public (ulong Id, Task<ReadOnlyMemory<byte>> Reply) Add()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw Lost();
            }

            if (_waiting.Count >= MaxPending)
            {
                throw new HamgmException(
                    ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, string.Empty, $"{MaxPending} requests wait for the peer already; try again later.");
            }

            // The waiter's continuation must not run on the thread that reads the connection.
            TaskCompletionSource<ReadOnlyMemory<byte>> waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(++_lastId, waiter);
            return (_lastId, waiter.Task);
        }
    }

    /// <summary>Hands a reply to its waiter; one that nobody waits for any more is dropped.</summary>
    public void Complete(ulong id, bool isError, byte[] body)
    {
        TaskCompletionSource<ReadOnlyMemory<byte>>? waiter = Take(id);
        if (isError)
        {
            waiter?.TrySetException(ErrorCodec.Decode(body));
        }
        else
        {
            waiter?.TrySetResult(body);
        }
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Forget(ulong id) => Take(id);

    /// <summary>The connection is gone: whoever waits learns it now.</summary>
    public void Close()
    {
        TaskCompletionSource<ReadOnlyMemory<byte>>[] waiters;
        lock (_gate)
        {
            _isClosed = true;
            waiters = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (TaskCompletionSource<ReadOnlyMemory<byte>> waiter in waiters)
        {
            _ = waiter.TrySetException(Lost());
        }
    }

    private TaskCompletionSource<ReadOnlyMemory<byte>>? Take(ulong id)
    {
        lock (_gate)
        {
            return _waiting.Remove(id, out TaskCompletionSource<ReadOnlyMemory<byte>>? waiter) ? waiter : null;
        }
    }

    private static HamgmException Lost() => new(
        ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, string.Empty, "The connection to the peer was lost before it replied; what became of the request is unknown.");
}
