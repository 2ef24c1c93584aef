namespace Thrift.Transport;

/// <summary>A layer that gathers writes until they are flushed; gives large memory back after each use.</summary>
public abstract class TGatheringTransport : TLayeredTransport
{
    private const int StartBytes = 1024;
    private const int KeptBytes = 64 * 1024;

    private readonly int _headerBytes;
    private byte[] _out = new byte[StartBytes];

    /// <summary>Makes one on top of another one, with room for a header before each message.</summary>
    private protected TGatheringTransport(TTransport transport, int headerBytes)
        : base(transport)
    {
        _headerBytes = headerBytes;
        Empty();
    }

    /// <summary>The most bytes that may be gathered, without the header.</summary>
    private protected abstract int MaxGatheredBytes { get; }

    /// <summary>Bytes gathered, without the header.</summary>
    private protected int GatheredBytes => WriteWindowPosition - _headerBytes;

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var position = WriteWindowPosition;
        var end = (long)position + length;
        var largest = (long)_headerBytes + MaxGatheredBytes;
        if (end > largest)
        {
            throw new TTransportException($"A message is larger than the limit ({MaxGatheredBytes} bytes).");
        }

        if (end > _out.Length)
        {
            Array.Resize(ref _out, (int)Math.Min(Array.MaxLength, Math.Max(end, (long)_out.Length * 2)));
        }

        buffer.AsSpan(offset, length).CopyTo(_out.AsSpan(position));
        SetWriteWindow(_out, (int)end, (int)Math.Min(_out.Length, largest));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (GatheredBytes > 0)
        {
            WriteHeader(_out, GatheredBytes);
            try
            {
                await InnerTransport.WriteAsync(_out, 0, WriteWindowPosition, cancellationToken);
            }
            finally
            {
                Empty();
            }
        }

        await InnerTransport.FlushAsync(cancellationToken);
    }

    /// <summary>Writes the header of a message of so many bytes.</summary>
    private protected virtual void WriteHeader(byte[] message, int length)
    {
    }

    private void Empty()
    {
        if (_out.Length > KeptBytes)
        {
            _out = new byte[StartBytes];
        }

        SetWriteWindow(_out, _headerBytes, (int)Math.Min(_out.Length, (long)_headerBytes + MaxGatheredBytes));
    }
}
