namespace Thrift.Transport;

/// <summary>Waits for clients.</summary>
public abstract class TServerTransport
{
    /// <summary>Makes one with limits for the connections; null: the default ones.</summary>
    protected TServerTransport(TConfiguration? config)
    {
        Configuration = config ?? new TConfiguration();
    }

    /// <summary>The limits for the connections.</summary>
    public TConfiguration Configuration { get; }

    /// <summary>Begins to listen.</summary>
    public abstract void Listen();

    /// <summary>Stops listening.</summary>
    public abstract void Close();

    /// <summary>True when a client waits.</summary>
    public abstract bool IsClientPending();

    /// <summary>Waits for the next client.</summary>
    public async ValueTask<TTransport> AcceptAsync(CancellationToken cancellationToken) =>
        await AcceptImplementationAsync(cancellationToken);

    /// <summary>Waits for the next client.</summary>
    protected abstract ValueTask<TTransport> AcceptImplementationAsync(CancellationToken cancellationToken);
}
