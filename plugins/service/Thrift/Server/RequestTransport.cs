using System.Buffers;
using System.IO.Pipelines;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Server;

/// <summary>
/// The bytes that a client sends, read from a pipe under deadlines: waiting for a message may
/// take long, but once its first byte is there, the rest must come soon.
/// </summary>
internal sealed class RequestTransport(PipeReader reader, TConfiguration limits) : TEndpointTransport(limits)
{
    private const int FrameHeaderBytes = 4;

    // Counted here and not by the base, because the releases of Apache's library differ in when
    // they count anew; a message's first byte is known here best.
    private long _messageBytesLeft;
    private ReadOnlySequence<byte> _unread;
    private bool _holdsBuffer;
    private bool _ended;
    private long _deadlineTick = long.MaxValue;

    public override bool IsOpen => !_ended;

    /// <summary>
    /// The first bytes of what has not been read yet, at most count, waiting for them until the
    /// deadline; fewer when the client has closed.
    /// </summary>
    public async ValueTask<byte[]> PeekBytesAsync(int count, CancellationToken cancellationToken)
    {
        while (_unread.Length < count && await FillAsync(cancellationToken))
        {
        }

        return _unread.Slice(0, Math.Min(count, _unread.Length)).ToArray();
    }

    /// <summary>Waits for the first byte of the next message. False: the client has closed.</summary>
    public async ValueTask<bool> WaitForMessageAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        SetDeadline(timeout);
        while (_unread.IsEmpty)
        {
            if (!await FillAsync(cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>From now on the message that has begun must arrive within the time.</summary>
    public void BeginMessage(TimeSpan timeout)
    {
        SetDeadline(timeout);
        _messageBytesLeft = FrameHeaderBytes + (long)Configuration.MaxMessageSize;
    }

    public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        if (length == 0)
        {
            return 0;
        }

        while (_unread.IsEmpty)
        {
            if (!await FillAsync(cancellationToken))
            {
                return 0;
            }
        }

        var count = (int)Math.Min(length, _unread.Length);
        CheckReadBytesAvailable(count);
        _messageBytesLeft -= count;
        _unread.Slice(0, count).CopyTo(buffer.AsSpan(offset, count));
        _unread = _unread.Slice(count);
        return count;
    }

    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override void Close() => _ended = true;

    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests are only read.");

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing: a frame's length is checked by its own layer.</summary>
    public override void UpdateKnownMessageSize(long size)
    {
    }

    public override void CheckReadBytesAvailable(long numBytes)
    {
        if (numBytes > _messageBytesLeft)
        {
            // Not a TTransportException, so that the client is told before it is closed.
            throw new TProtocolException(
                TProtocolException.SIZE_LIMIT, $"A message is larger than the limit ({Configuration.MaxMessageSize} bytes).");
        }
    }

    // Generated code does not dispose what it is given; the connection owns the pipe.
    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>From now on what is waited for must come within the time.</summary>
    public void SetDeadline(TimeSpan timeout) =>
        _deadlineTick = Environment.TickCount64 + (long)Math.Ceiling(timeout.TotalMilliseconds);

    /// <summary>Gets more bytes than there are. False: no more come.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        var before = _unread.Length;
        if (_holdsBuffer)
        {
            reader.AdvanceTo(_unread.Start, _unread.End);
            _holdsBuffer = false;
        }

        var result = await ReadPipeAsync(cancellationToken);
        _unread = result.Buffer;
        _holdsBuffer = true;
        _ended = result.IsCompleted && _unread.Length == before;
        return !_ended;
    }

    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        if (reader.TryRead(out var ready))
        {
            return ready;
        }

        var remaining = _deadlineTick - Environment.TickCount64;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromMilliseconds(Math.Max(0, remaining)));
        try
        {
            return await reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            _ended = true;
            throw new TTransportException(TTransportException.ExceptionType.TimedOut, "the client was too slow", late);
        }
    }
}
