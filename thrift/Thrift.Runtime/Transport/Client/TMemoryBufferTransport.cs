namespace Thrift.Transport.Client;

/// <summary>
/// Bytes in memory, with one position for reading and writing. What is read is bounded by what
/// is there, so a length that a message announces is checked against that.
/// </summary>
public class TMemoryBufferTransport : TEndpointTransport
{
    private const int StartBytes = 2048;

    private byte[] _bytes;
    private int _length;
    private int _counted;

    // One of the two windows is open at a time, so that the one position is where the open one is.
    private bool _writing;

    /// <summary>An empty one, to write to.</summary>
    public TMemoryBufferTransport(TConfiguration? config, int initialCapacity = StartBytes)
        : base(config)
    {
        _bytes = new byte[initialCapacity];
        OpenForWriting(0);
    }

    /// <summary>One to read from; the array is not copied.</summary>
    public TMemoryBufferTransport(byte[] buf, TConfiguration? config)
        : base(config)
    {
        _bytes = buf ?? throw new ArgumentNullException(nameof(buf));
        _length = buf.Length;
        base.UpdateKnownMessageSize(_length);
        OpenForReading(0);
    }

    /// <inheritdoc/>
    public override bool IsOpen => true;

    /// <summary>Where the next byte is read or written.</summary>
    public int Position
    {
        get => _writing ? WriteWindowPosition : ReadWindowPosition;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Length);
            Settle();
            OpenForReading(value);
        }
    }

    /// <summary>How many bytes there are.</summary>
    public int Length => _writing ? Math.Max(_length, WriteWindowPosition) : _length;

    /// <summary>A copy of all bytes.</summary>
    public byte[] GetBuffer() => _bytes.AsSpan(0, Length).ToArray();

    /// <summary>All bytes, not copied.</summary>
    public bool TryGetBuffer(out ArraySegment<byte> bufSegment)
    {
        bufSegment = new ArraySegment<byte>(_bytes, 0, Length);
        return true;
    }

    /// <summary>Moves the position.</summary>
    public void Seek(int delta, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => delta,
        SeekOrigin.Current => Position + delta,
        _ => Length + delta,
    };

    /// <inheritdoc/>
    public override ValueTask<bool> PeekAsync(CancellationToken cancellationToken) => new(Position < Length);

    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Close()
    {
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        Settle();
        var position = Position;
        var count = Math.Min(length, _length - position);
        Buffer.BlockCopy(_bytes, position, buffer, offset, count);
        CountConsumedMessageBytes(count);
        OpenForReading(position + count);
        return new ValueTask<int>(count);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        Settle();
        var position = Position;
        var end = checked(position + length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(end, (long)_bytes.Length * 2)));
        }

        Buffer.BlockCopy(buffer, offset, _bytes, position, length);
        OpenForWriting(end);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void ResetConsumedMessageSize(long newSize = -1)
    {
        Settle();
        base.ResetConsumedMessageSize(newSize);
        Reopen();
    }

    /// <inheritdoc/>
    public override void UpdateKnownMessageSize(long size)
    {
        Settle();
        base.UpdateKnownMessageSize(size);
        Reopen();
    }

    /// <inheritdoc/>
    public override void CheckReadBytesAvailable(long numBytes)
    {
        Settle();
        base.CheckReadBytesAvailable(numBytes);
        if (numBytes > _length - Position)
        {
            throw new TTransportException(
                TTransportException.ExceptionType.EndOfFile,
                $"{numBytes} bytes announced, {_length - Position} left.");
        }
    }

    // Takes over what the protocols did in the window since the last time.
    private void Settle()
    {
        if (_writing)
        {
            _length = Math.Max(_length, WriteWindowPosition);
            return;
        }

        var read = ReadWindowPosition - _counted;
        _counted = ReadWindowPosition;
        CountConsumedMessageBytes(read);
    }

    private void Reopen()
    {
        if (!_writing)
        {
            OpenForReading(ReadWindowPosition);
        }
    }

    private void OpenForReading(int position)
    {
        _writing = false;
        _counted = position;
        SetWriteWindow([], 0, 0);
        SetReadWindow(_bytes, position, (int)Math.Min(_length, position + RemainingMessageSize));
    }

    private void OpenForWriting(int position)
    {
        _writing = true;
        SetReadWindow([], 0, 0);
        SetWriteWindow(_bytes, position, _bytes.Length);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
