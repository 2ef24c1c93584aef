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
    private int _position;

    /// <summary>An empty one, to write to.</summary>
    public TMemoryBufferTransport(TConfiguration? config, int initialCapacity = StartBytes)
        : base(config)
    {
        _bytes = new byte[initialCapacity];
    }

    /// <summary>One to read from; the array is not copied.</summary>
    public TMemoryBufferTransport(byte[] buf, TConfiguration? config)
        : base(config)
    {
        _bytes = buf ?? throw new ArgumentNullException(nameof(buf));
        _length = buf.Length;
        UpdateKnownMessageSize(_length);
    }

    /// <inheritdoc/>
    public override bool IsOpen => true;

    /// <summary>Where the next byte is read or written.</summary>
    public int Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, _length);
            _position = value;
        }
    }

    /// <summary>How many bytes there are.</summary>
    public int Length => _length;

    /// <summary>A copy of all bytes.</summary>
    public byte[] GetBuffer() => _bytes.AsSpan(0, _length).ToArray();

    /// <summary>All bytes, not copied.</summary>
    public bool TryGetBuffer(out ArraySegment<byte> bufSegment)
    {
        bufSegment = new ArraySegment<byte>(_bytes, 0, _length);
        return true;
    }

    /// <summary>Moves the position.</summary>
    public void Seek(int delta, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => delta,
        SeekOrigin.Current => _position + delta,
        _ => _length + delta,
    };

    /// <inheritdoc/>
    public override ValueTask<bool> PeekAsync(CancellationToken cancellationToken) => new(_position < _length);

    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Close()
    {
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        var count = Math.Min(length, _length - _position);
        Buffer.BlockCopy(_bytes, _position, buffer, offset, count);
        _position += count;
        CountConsumedMessageBytes(count);
        return new ValueTask<int>(count);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var end = checked(_position + length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(end, (long)_bytes.Length * 2)));
        }

        Buffer.BlockCopy(buffer, offset, _bytes, _position, length);
        _position = end;
        _length = Math.Max(_length, end);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void CheckReadBytesAvailable(long numBytes)
    {
        base.CheckReadBytesAvailable(numBytes);
        if (numBytes > _length - _position)
        {
            throw new TTransportException(
                TTransportException.ExceptionType.EndOfFile,
                $"{numBytes} bytes announced, {_length - _position} left.");
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
