using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Server;

/// <summary>
/// The bytes that a client sends, in the memory of the pipe that received them. A framed call is read
/// when all of it is there, so that nothing in it waits; of an unframed one the rest may have to be
/// waited for, under the deadline that its first byte has set.
/// </summary>
internal sealed class RequestTransport(PipeReader reader, ConnectionDeadline deadline, TConfiguration limits)
    : WindowTransport(limits)
{
    private const int FrameHeaderBytes = 4;

    private ReadOnlySequence<byte> _unread;
    private byte[] _segment = [];
    private int _segmentStart;
    private int _segmentLength;
    private long _messageBytesLeft;
    private long _messageDeadline;
    private bool _framed;
    private bool _holdsBuffer;
    private bool _ended;

    public override bool IsOpen => !_ended;

    /// <summary>Whether nothing lies here that has not been read.</summary>
    public bool IsEmpty => _unread.IsEmpty;

    /// <summary>The first bytes of what has not been read yet, at most count.</summary>
    public byte[] Peek(int count) => _unread.Slice(0, Math.Min(count, _unread.Length)).ToArray();

    /// <summary>Gets more bytes than there are, if they are here already. False: they have to be waited for.</summary>
    /// <param name="more">False: no more come, the client has closed.</param>
    public bool TryFill(out bool more)
    {
        more = !_ended;
        if (_ended)
        {
            return true;
        }

        Release();
        if (!reader.TryRead(out var result))
        {
            return false;
        }

        more = Accept(result);
        return true;
    }

    /// <summary>Waits for more bytes until the tick. False: none come, the client has closed, or, when idle, the server stops.</summary>
    /// <exception cref="TTransportException">The client was too slow.</exception>
    public async ValueTask<bool> FillAsync(long deadlineTick, bool idle = false)
    {
        while (true)
        {
            if (TryFill(out var more))
            {
                return more;
            }

            if (!deadline.Begin(deadlineTick, idle))
            {
                return false;
            }

            var result = await reader.ReadAsync();
            deadline.End();
            if (TakeResult(result, out more))
            {
                return more;
            }
        }
    }

    /// <summary>Takes over what a read gave. False: it was broken off, and is to be begun again.</summary>
    /// <exception cref="TTransportException">The client was too slow.</exception>
    public bool TakeResult(ReadResult result, out bool more)
    {
        if (deadline.HasPassed)
        {
            _ended = true;
            throw new TTransportException(TTransportException.ExceptionType.TimedOut, "the client was too slow");
        }

        more = Accept(result);
        return !result.IsCanceled;
    }

    /// <summary>An unframed message begins: it must arrive by the tick, and be no larger than the limit.</summary>
    public void BeginMessage(long deadlineTick)
    {
        _framed = false;
        _messageDeadline = deadlineTick;
        _messageBytesLeft = FrameHeaderBytes + (long)Configuration.MaxMessageSize;
        OpenWindow();
    }

    /// <summary>A frame begins, if all of it is here. False: there must be more bytes first.</summary>
    /// <exception cref="TTransportException">It is larger than the limit.</exception>
    public bool TryBeginFrame()
    {
        if (_unread.Length < FrameHeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[FrameHeaderBytes];
        _unread.Slice(0, FrameHeaderBytes).CopyTo(header);
        var size = BinaryPrimitives.ReadInt32BigEndian(header);
        if (size < 0 || size > Configuration.MaxFrameSize)
        {
            throw new TTransportException($"A frame of {(uint)size} bytes; the limit is {Configuration.MaxFrameSize}");
        }

        if (_unread.Length < FrameHeaderBytes + (long)size)
        {
            return false;
        }

        _framed = true;
        _unread = _unread.Slice(FrameHeaderBytes);
        _messageBytesLeft = size;
        OpenWindow();
        return true;
    }

    /// <summary>The message has been served; what is left of its frame is passed over.</summary>
    public void EndMessage()
    {
        CloseWindow();
        if (_framed)
        {
            _unread = _unread.Slice(_messageBytesLeft);
        }
    }

    public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        if (length == 0)
        {
            return 0;
        }

        CloseWindow();
        while (_unread.IsEmpty && !_framed)
        {
            if (!await FillAsync(_messageDeadline))
            {
                return 0;
            }
        }

        if (_framed && _messageBytesLeft == 0)
        {
            return 0;
        }

        var count = (int)Math.Min(length, _unread.Length);
        if (_framed)
        {
            count = (int)Math.Min(count, _messageBytesLeft);
        }

        CheckLeft(count);
        _messageBytesLeft -= count;
        _unread.Slice(0, count).CopyTo(buffer.AsSpan(offset, count));
        _unread = _unread.Slice(count);
        OpenWindow();
        return count;
    }

    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public override void Close() => _ended = true;

    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests are only read.");

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing: a message's first byte is known here best.</summary>
    public override void ResetConsumedMessageSize(long newSize = -1)
    {
    }

    /// <summary>Does nothing: a frame's length has been checked.</summary>
    public override void UpdateKnownMessageSize(long size)
    {
    }

    public override void CheckReadBytesAvailable(long numBytes) => CheckLeft(numBytes + (ReadWindowPosition - _segmentStart));

    // Generated code does not dispose what it is given; the connection owns the pipe.
    protected override void Dispose(bool disposing)
    {
    }

    private void CheckLeft(long bytes)
    {
        if (bytes <= _messageBytesLeft)
        {
            return;
        }

        // Not a TTransportException, so that the client is told before it is closed.
        throw _framed
            ? new TProtocolException(TProtocolException.INVALID_DATA, "A length points behind the end of its frame.")
            : new TProtocolException(
                TProtocolException.SIZE_LIMIT, $"A message is larger than the limit ({Configuration.MaxMessageSize} bytes).");
    }

    private void OpenWindow()
    {
        if (!MemoryMarshal.TryGetArray(_unread.First, out var segment) || segment.Array is null)
        {
            (_segment, _segmentStart, _segmentLength) = ([], 0, 0);
        }
        else
        {
            (_segment, _segmentStart) = (segment.Array, segment.Offset);
            _segmentLength = (int)Math.Min(segment.Count, _messageBytesLeft);
        }

        SetReadWindow(_segment, _segmentStart, _segmentStart + _segmentLength);
    }

    // Takes over what the protocol has read in the window.
    private void CloseWindow()
    {
        var read = ReadWindowPosition - _segmentStart;
        if (read > 0)
        {
            _unread = _unread.Slice(read);
            _messageBytesLeft -= read;
        }

        (_segment, _segmentStart, _segmentLength) = ([], 0, 0);
        SetReadWindow(_segment, 0, 0);
    }

    private void Release()
    {
        if (_holdsBuffer)
        {
            reader.AdvanceTo(_unread.Start, _unread.End);
            _holdsBuffer = false;
        }
    }

    private bool Accept(ReadResult result)
    {
        var before = _unread.Length;
        _unread = result.Buffer;
        _holdsBuffer = true;
        _ended = result.IsCompleted && _unread.Length == before;
        return !_ended;
    }
}
