using System.Net.Sockets;

namespace Thrift.Transport.Client;

/// <summary>
/// Moves bytes over streams. Each read and write goes to the stream at once: put a
/// <see cref="TBufferedTransport"/> or <see cref="TFramedTransport"/> on top.
/// </summary>
public class TStreamTransport : TEndpointTransport
{
    private bool _closed;

    /// <summary>Makes one over streams that are open, and which it owns; null: that direction is not used.</summary>
    public TStreamTransport(Stream? inputStream, Stream? outputStream, TConfiguration? config)
        : base(config)
    {
        InputStream = inputStream;
        OutputStream = outputStream;
    }

    /// <summary>Makes one whose streams come with <see cref="TTransport.OpenAsync"/>.</summary>
    protected TStreamTransport(TConfiguration? config)
        : base(config)
    {
    }

    /// <inheritdoc/>
    public override bool IsOpen => !_closed && (InputStream is not null || OutputStream is not null);

    /// <summary>How long a read or write may take; zero: as long as it likes. After that the transport is closed.</summary>
    public TimeSpan IoTimeout { get; set; }

    /// <summary>Where bytes come from.</summary>
    protected Stream? InputStream { get; set; }

    /// <summary>Where bytes go.</summary>
    protected Stream? OutputStream { get; set; }

    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public override void Close()
    {
        _closed = true;
        InputStream?.Dispose();
        OutputStream?.Dispose();
        InputStream = OutputStream = null;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        var stream = InputStream ?? throw NotOpen();
        var count = await BoundedAsync(token => stream.ReadAsync(buffer.AsMemory(offset, length), token), cancellationToken);
        CountConsumedMessageBytes(count);
        return count;
    }

    /// <inheritdoc/>
    public override async Task WriteAsync(byte[] buffer, int offset, int length, CancellationToken cancellationToken)
    {
        var stream = OutputStream ?? throw NotOpen();
        await BoundedAsync(
            async token =>
            {
                await stream.WriteAsync(buffer.AsMemory(offset, length), token);
                return length;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        var stream = OutputStream ?? throw NotOpen();
        await BoundedAsync(
            async token =>
            {
                await stream.FlushAsync(token);
                return 0;
            },
            cancellationToken);
        ResetConsumedMessageSize();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }
    }

    private static TTransportException NotOpen() =>
        new(TTransportException.ExceptionType.NotOpen, "The connection is not open.");

    private async ValueTask<int> BoundedAsync(Func<CancellationToken, ValueTask<int>> work, CancellationToken cancellationToken)
    {
        using var timeout = IoTimeout > TimeSpan.Zero
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken)
            : null;
        timeout?.CancelAfter(IoTimeout);
        try
        {
            return await work(timeout?.Token ?? cancellationToken);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            // A late answer must not be taken for the answer to the next call.
            Close();
            throw new TTransportException(
                TTransportException.ExceptionType.TimedOut,
                $"No data within {IoTimeout.TotalMilliseconds:0} ms.",
                cancelled);
        }
        catch (IOException broken)
        {
            throw Broken(broken);
        }
        catch (SocketException broken)
        {
            throw Broken(broken);
        }
        catch (ObjectDisposedException broken)
        {
            throw Broken(broken);
        }
    }

    private TTransportException Broken(Exception cause)
    {
        Close();
        return new TTransportException($"The connection broke: {cause.Message}", cause);
    }
}
