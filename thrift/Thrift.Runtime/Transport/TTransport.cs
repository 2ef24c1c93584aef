namespace Thrift.Transport;

/// <summary>Moves bytes. Used by one call at a time.</summary>
public abstract class TTransport : IDisposable
{
    /// <summary>True while bytes can be moved.</summary>
    public abstract bool IsOpen { get; }

    /// <summary>The limits.</summary>
    public abstract TConfiguration Configuration { get; }

    /// <summary>False when it is known that no more bytes come.</summary>
    public virtual ValueTask<bool> PeekAsync(CancellationToken cancellationToken) => new(IsOpen);

    /// <summary>Opens it.</summary>
    /// <exception cref="TTransportException">It cannot be opened.</exception>
    public abstract Task OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Closes it; a second time does nothing.</summary>
    public abstract void Close();

    /// <summary>Reads at least one byte and at most length. 0: no more come.</summary>
    public abstract ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken);

    /// <summary>Reads exactly length bytes.</summary>
    /// <exception cref="TTransportException">Fewer came.</exception>
    public virtual async ValueTask<int> ReadAllAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        var have = 0;
        while (have < length)
        {
            var got = await ReadAsync(buffer, offset + have, length - have, cancellationToken);
            if (got <= 0)
            {
                throw new TTransportException(
                    TTransportException.ExceptionType.EndOfFile,
                    $"The data ends after {have} of {length} bytes.");
            }

            have += got;
        }

        return have;
    }

    /// <summary>Writes a whole buffer.</summary>
    public virtual Task WriteAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return WriteAsync(buffer, 0, buffer.Length, cancellationToken);
    }

    /// <summary>Writes part of a buffer; it may be kept until <see cref="FlushAsync"/>.</summary>
    public abstract Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken);

    /// <summary>Sends what has been written.</summary>
    public abstract Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Tells the size of the message that is being read, once it is known, in bytes.</summary>
    public abstract void UpdateKnownMessageSize(long size);

    /// <summary>Checks that so many bytes can come yet in this message.</summary>
    /// <exception cref="TTransportException">They cannot.</exception>
    public abstract void CheckReadBytesAvailable(long numBytes);

    /// <summary>A new message begins, of a size in bytes, or of one that is not known (-1).</summary>
    public abstract void ResetConsumedMessageSize(long newSize = -1);

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes it.</summary>
    protected abstract void Dispose(bool disposing);
}
