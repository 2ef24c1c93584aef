using System.Buffers;
using System.ComponentModel;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace HAMgm.Service.Thrift.Server.Polling;

/// <summary>
/// What a socket received, in one array that grows as bytes arrive. A read that has to wait is
/// completed on the loop's thread, by the event that brings the bytes. While a thread is the
/// connection's own, a read on it waits in the socket instead, and the loop is told of nothing.
/// </summary>
internal sealed class PolledReader(PolledConnection connection, int maxBufferBytes) : PipeReader, IValueTaskSource<ReadResult>
{
    private const int StartBytes = 4096;
    private const int KeptBytes = 64 * 1024;

    /// <summary>A thread of the connection's own on which nothing has come for so long goes.</summary>
    private const int OwnThreadPatienceMilliseconds = 50;

    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<ReadResult> _source;
    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private int _examined;
    private bool _ended;

    // Shared with the loop. Readable is put out before a receive, so that an event during it is not lost.
    private volatile bool _readable;
    private volatile bool _peerEnded;
    private bool _waiting;
    private bool _cancel;
    private int _ownThread;
    private ConnectionAbortedException? _aborted;

    public override bool TryRead(out ReadResult result) => TryRead(wait: false, out result);

    /// <summary>From now on reads on this thread wait in the socket. False: another thread does so already, or it is closed.</summary>
    public bool TryTakeThread()
    {
        if (Interlocked.CompareExchange(ref _ownThread, Environment.CurrentManagedThreadId, 0) != 0)
        {
            return false;
        }

        try
        {
            connection.Socket.ReceiveTimeout = OwnThreadPatienceMilliseconds;
            connection.WatchReading(false);
            return true;
        }
        catch (ObjectDisposedException)
        {
            Volatile.Write(ref _ownThread, 0);
            return false;
        }
    }

    /// <summary>The end of that, if it has not ended yet: the loop watches again.</summary>
    public void LeaveThread()
    {
        if (Interlocked.CompareExchange(ref _ownThread, 0, Environment.CurrentManagedThreadId) != Environment.CurrentManagedThreadId)
        {
            return;
        }

        try
        {
            // What came meanwhile is reported at once.
            connection.WatchReading(true);
        }
        catch (ObjectDisposedException)
        {
            // Abort has ended every read, or is about to.
        }
    }

    private bool TryRead(bool wait, out ReadResult result)
    {
        if (Volatile.Read(ref _cancel))
        {
            lock (_gate)
            {
                _cancel = false;
            }

            result = Result(canceled: true);
            return true;
        }

        while (_examined == _end && !_ended)
        {
            if ((!_readable && !wait) || !Receive(wait))
            {
                result = default;
                return false;
            }
        }

        result = Result(canceled: false);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        return cancellationToken.CanBeCanceled ? CancellableAsync(cancellationToken) : ReadCoreAsync();

        async ValueTask<ReadResult> CancellableAsync(CancellationToken token)
        {
            token.ThrowIfCancellationRequested();
            await using var registration = token.UnsafeRegister(static reader => ((PolledReader)reader!).CancelPendingRead(), this);
            var result = await ReadCoreAsync();
            return result.IsCanceled ? throw new OperationCanceledException(token) : result;
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // A position in an empty sequence has no array; the start is where it was.
        if (consumed.GetObject() is not null)
        {
            _start = consumed.GetInteger();
            _examined = Math.Max(_start, examined.GetInteger());
        }

        if (_start == _end)
        {
            _start = _end = _examined = 0;
            if (_bytes.Length > KeptBytes)
            {
                _bytes = [];
            }
        }
    }

    public override void CancelPendingRead()
    {
        lock (_gate)
        {
            if (!_waiting)
            {
                _cancel = true;
                return;
            }

            _waiting = false;
        }

        // Not here: who cancels is in the middle of something else.
        ThreadPool.UnsafeQueueUserWorkItem(static reader => reader._source.SetResult(reader.Result(canceled: true)), this, preferLocal: false);
    }

    public override void Complete(Exception? exception = null)
    {
    }

    /// <summary>Something has happened at the socket.</summary>
    public void OnReadable(bool ended)
    {
        lock (_gate)
        {
            _peerEnded |= ended;
            _readable = true;
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
        }

        Resume();
    }

    /// <summary>Ends a read that waits, and every further one.</summary>
    public void Abort(ConnectionAbortedException reason)
    {
        lock (_gate)
        {
            _aborted = reason;
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static state => state.Reader._source.SetException(state.Reason), (Reader: this, Reason: reason), preferLocal: false);
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private ValueTask<ReadResult> ReadCoreAsync()
    {
        while (true)
        {
            var own = Volatile.Read(ref _ownThread) == Environment.CurrentManagedThreadId;
            if (TryRead(own, out var result))
            {
                return new ValueTask<ReadResult>(result);
            }

            if (own)
            {
                LeaveThread();
            }

            if (TryWait())
            {
                return new ValueTask<ReadResult>(this, _source.Version);
            }
        }
    }

    /// <summary>Leaves the rest to the loop; false: something has happened meanwhile.</summary>
    private bool TryWait()
    {
        lock (_gate)
        {
            if (_aborted is { } reason)
            {
                throw reason;
            }

            if (_readable || _cancel)
            {
                return false;
            }

            _source.Reset();
            _waiting = true;
            return true;
        }
    }

    // The reader's owner waits, so this thread has the buffer to itself.
    private void Resume()
    {
        ReadResult result;
        try
        {
            while (!TryRead(out result))
            {
                lock (_gate)
                {
                    if (_aborted is not null)
                    {
                        throw _aborted;
                    }

                    if (!_readable && !_cancel)
                    {
                        // A false alarm: the owner goes on waiting for the same read.
                        _waiting = true;
                        return;
                    }
                }
            }
        }
        catch (IOException broken)
        {
            _source.SetException(broken);
            return;
        }
        catch (ConnectionAbortedException aborted)
        {
            _source.SetException(aborted);
            return;
        }

        _source.SetResult(result);
    }

    private ReadResult Result(bool canceled) =>
        new(new ReadOnlySequence<byte>(_bytes, _start, _end - _start), canceled, _ended);

    /// <summary>Receives what there is, or waits for it. False: there is nothing yet.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    private bool Receive(bool wait)
    {
        MakeRoom();
        while (true)
        {
            _readable = false;
            int count;
            try
            {
                count = Epoll.Receive(connection.Handle, _bytes.AsSpan(_end), wait);
            }
            catch (ObjectDisposedException)
            {
                throw _aborted ?? new ConnectionAbortedException();
            }

            if (count > 0)
            {
                // A short receive has emptied the socket, unless the end lies behind it, of which no further event tells.
                _end += count;
                if (_end == _bytes.Length || _peerEnded)
                {
                    _readable = true;
                }

                return true;
            }

            if (count == 0)
            {
                _ended = true;
                return true;
            }

            switch (-count)
            {
                case Epoll.Interrupted:
                    continue;
                case Epoll.Again:
                    return false;
                default:
                    throw new IOException(new Win32Exception(-count).Message);
            }
        }
    }

    private void MakeRoom()
    {
        if (_end < _bytes.Length)
        {
            return;
        }

        var length = _end - _start;
        if (length >= maxBufferBytes)
        {
            throw new IOException($"more than {maxBufferBytes} bytes that nobody takes");
        }

        // What has been read goes; only if that is not half of it, the array grows.
        var target = length * 2 <= _bytes.Length && _bytes.Length > 0
            ? _bytes
            : new byte[Math.Max(StartBytes, (int)Math.Min(maxBufferBytes, (long)_bytes.Length * 2))];
        _bytes.AsSpan(_start, length).CopyTo(target);
        _bytes = target;
        _examined -= _start;
        _start = 0;
        _end = length;
    }
}
