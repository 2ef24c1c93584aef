using System.ComponentModel;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace HAMgm.Service.Thrift.Server.Polling;

/// <summary>What a socket sends: at once if the kernel takes it, and the rest on the loop's thread when it takes more.</summary>
internal sealed class PolledWriter(PolledConnection connection) : PipeWriter, IValueTaskSource<FlushResult>
{
    private const int StartBytes = 4096;
    private const int KeptBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<FlushResult> _source;
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    private bool _waiting;
    private bool _cancel;
    private ConnectionAbortedException? _aborted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _end - _start;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(1, sizeHint));
        return _bytes.AsMemory(_end);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_bytes.Length - _end), nameof(bytes));
        _end += bytes;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        var sent = 0;
        if (_start == _end)
        {
            // Straight from where it lies; only what the kernel does not take now is kept.
            sent = TrySend(source.Span);
            if (sent == source.Length)
            {
                return new ValueTask<FlushResult>(default(FlushResult));
            }
        }

        var rest = source.Span[sent..];
        MakeRoom(rest.Length);
        rest.CopyTo(_bytes.AsSpan(_end));
        _end += rest.Length;
        return FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        return cancellationToken.CanBeCanceled ? CancellableAsync(cancellationToken) : FlushCoreAsync();

        async ValueTask<FlushResult> CancellableAsync(CancellationToken token)
        {
            token.ThrowIfCancellationRequested();
            await using var registration = token.UnsafeRegister(static writer => ((PolledWriter)writer!).CancelPendingFlush(), this);
            var result = await FlushCoreAsync();
            return result.IsCanceled ? throw new OperationCanceledException(token) : result;
        }
    }

    public override void CancelPendingFlush()
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

        ThreadPool.UnsafeQueueUserWorkItem(
            static writer => writer._source.SetResult(new FlushResult(isCanceled: true, isCompleted: false)), this, preferLocal: false);
    }

    public override void Complete(Exception? exception = null)
    {
    }

    /// <summary>The kernel takes bytes again, or the connection broke.</summary>
    public void OnWritable()
    {
        lock (_gate)
        {
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
        }

        try
        {
            if (!SendGathered())
            {
                lock (_gate)
                {
                    if (_aborted is null)
                    {
                        _waiting = true;
                        return;
                    }
                }

                _source.SetException(_aborted);
                return;
            }

            connection.WatchWriting(false);
        }
        catch (IOException broken)
        {
            _source.SetException(broken);
            return;
        }
        catch (ConnectionAbortedException aborted)
        {
            // It was closed in the middle of this; Abort saw nobody wait. Nothing may leave here: the thread is the loop's.
            _source.SetException(aborted);
            return;
        }
        catch (ObjectDisposedException)
        {
            _source.SetException(_aborted ?? new ConnectionAbortedException());
            return;
        }

        _source.SetResult(default);
    }

    /// <summary>Ends a flush that waits, and every further one.</summary>
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
            static state => state.Writer._source.SetException(state.Reason), (Writer: this, Reason: reason), preferLocal: false);
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private ValueTask<FlushResult> FlushCoreAsync()
    {
        if (SendGathered())
        {
            return new ValueTask<FlushResult>(default(FlushResult));
        }

        lock (_gate)
        {
            if (_aborted is { } reason)
            {
                throw reason;
            }

            if (_cancel)
            {
                _cancel = false;
                return new ValueTask<FlushResult>(new FlushResult(isCanceled: true, isCompleted: false));
            }

            _source.Reset();
            _waiting = true;
        }

        // To ask for it reports at once if it has come true meanwhile.
        try
        {
            connection.WatchWriting(true);
        }
        catch (ObjectDisposedException)
        {
            // Abort has ended the wait, or is about to.
        }

        return new ValueTask<FlushResult>(this, _source.Version);
    }

    /// <summary>Sends what is gathered. False: the kernel does not take all of it now.</summary>
    private bool SendGathered()
    {
        _start += TrySend(_bytes.AsSpan(_start, _end - _start));
        if (_start < _end)
        {
            return false;
        }

        _start = _end = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }

        return true;
    }

    /// <summary>Sends what the kernel takes now; gives how many bytes that is.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        var sent = 0;
        while (sent < bytes.Length)
        {
            int count;
            try
            {
                count = Epoll.Send(connection.Handle, bytes[sent..]);
            }
            catch (ObjectDisposedException)
            {
                throw _aborted ?? new ConnectionAbortedException();
            }

            if (count >= 0)
            {
                sent += count;
            }
            else if (count == -Epoll.Again)
            {
                break;
            }
            else if (count != -Epoll.Interrupted)
            {
                throw new IOException(new Win32Exception(-count).Message);
            }
        }

        return sent;
    }

    private void MakeRoom(int bytes)
    {
        if (_bytes.Length - _end >= bytes)
        {
            return;
        }

        var length = _end - _start;
        var target = new byte[Math.Max(StartBytes, Math.Max(checked(length + bytes), _bytes.Length))];
        _bytes.AsSpan(_start, length).CopyTo(target);
        (_bytes, _start, _end) = (target, 0, length);
    }
}
