using System.Runtime.CompilerServices;

namespace Thrift.Transport;

/// <summary>
/// Moves bytes. Used by one call at a time. A transport that has bytes in memory may open windows on
/// them: the protocols then read and write there without a call for each value, and call
/// <see cref="ReadAsync"/> and <see cref="WriteAsync(byte[], int, int, CancellationToken)"/> only at
/// a window's end. (The windows are this library's own.)
/// </summary>
public abstract class TTransport : IDisposable
{
    private byte[] _readWindow = [];
    private int _readPosition;
    private int _readEnd;
    private byte[] _writeWindow = [];
    private int _writePosition;
    private int _writeEnd;

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

    /// <summary>How far the protocols have read in the window.</summary>
    protected int ReadWindowPosition => _readPosition;

    /// <summary>The end of the window for reading.</summary>
    protected int ReadWindowEnd => _readEnd;

    /// <summary>How far the protocols have written in the window.</summary>
    protected int WriteWindowPosition => _writePosition;

    /// <summary>Bytes that lie ready.</summary>
    internal ReadOnlySpan<byte> Readable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _readWindow.AsSpan(_readPosition, _readEnd - _readPosition);
    }

    /// <summary>Room that lies ready.</summary>
    internal Span<byte> Writable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _writeWindow.AsSpan(_writePosition, _writeEnd - _writePosition);
    }

    /// <summary>Takes bytes from the window. False: it has fewer, and none is taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        var start = _readPosition;
        if (_readEnd - start < count)
        {
            bytes = default;
            return false;
        }

        bytes = _readWindow.AsSpan(start, count);
        _readPosition = start + count;
        return true;
    }

    /// <summary>So many of the <see cref="Readable"/> bytes are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Take(int count) => _readPosition += count;

    /// <summary>Gives room in the window, to be written in full. False: it has less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPut(int count, out Span<byte> room)
    {
        var start = _writePosition;
        if (_writeEnd - start < count)
        {
            room = default;
            return false;
        }

        room = _writeWindow.AsSpan(start, count);
        _writePosition = start + count;
        return true;
    }

    /// <summary>So many of the <see cref="Writable"/> bytes are written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Put(int count) => _writePosition += count;

    /// <summary>Opens the window for reading: the bytes from position to end, all of them of the current message.</summary>
    protected void SetReadWindow(byte[] buffer, int position, int end)
    {
        _readWindow = buffer;
        _readPosition = position;
        _readEnd = end;
    }

    /// <summary>Opens the window for writing; what is written there is never reported to <see cref="WriteAsync(byte[], int, int, CancellationToken)"/>.</summary>
    protected void SetWriteWindow(byte[] buffer, int position, int end)
    {
        _writeWindow = buffer;
        _writePosition = position;
        _writeEnd = end;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes it.</summary>
    protected abstract void Dispose(bool disposing);
}
