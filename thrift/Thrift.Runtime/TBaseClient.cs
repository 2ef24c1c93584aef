using Thrift.Protocol;

namespace Thrift;

/// <summary>
/// Base of generated clients. A client is used by one call at a time; after a time-out, a
/// cancellation or any exception but a declared one, its connection must be dropped, since
/// generated clients check neither the sequence id nor the name in an answer.
/// </summary>
public abstract class TBaseClient : IDisposable
{
    private bool _disposed;

    /// <summary>Makes one that reads from one protocol and writes to another (or the same).</summary>
    protected TBaseClient(TProtocol inputProtocol, TProtocol outputProtocol)
    {
        InputProtocol = inputProtocol ?? throw new ArgumentNullException(nameof(inputProtocol));
        OutputProtocol = outputProtocol ?? throw new ArgumentNullException(nameof(outputProtocol));
    }

    /// <summary>Where answers come from.</summary>
    public TProtocol InputProtocol { get; }

    /// <summary>Where calls go.</summary>
    public TProtocol OutputProtocol { get; }

    /// <summary>The sequence id of calls.</summary>
    public int SeqId { get; private set; }

    /// <summary>Opens the transports that are not open yet.</summary>
    public virtual async Task OpenTransportAsync(CancellationToken cancellationToken = default)
    {
        if (!InputProtocol.Transport.IsOpen)
        {
            await InputProtocol.Transport.OpenAsync(cancellationToken);
        }

        if (!OutputProtocol.Transport.IsOpen)
        {
            await OutputProtocol.Transport.OpenAsync(cancellationToken);
        }
    }

    /// <summary>Closes the transports.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the transports.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (disposing)
        {
            InputProtocol.Dispose();
            OutputProtocol.Dispose();
        }
    }
}
