namespace Thrift.Transport;

/// <summary>A transport on top of another one.</summary>
public abstract class TLayeredTransport : TTransport
{
    /// <summary>Makes one on top of another one, which it owns.</summary>
    protected TLayeredTransport(TTransport transport)
    {
        InnerTransport = transport ?? throw new ArgumentNullException(nameof(transport));
    }

    /// <inheritdoc/>
    public override bool IsOpen => InnerTransport.IsOpen;

    /// <inheritdoc/>
    public override TConfiguration Configuration => InnerTransport.Configuration;

    /// <summary>The one below.</summary>
    protected TTransport InnerTransport { get; }

    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken = default) => InnerTransport.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Close() => InnerTransport.Close();

    /// <inheritdoc/>
    public override void UpdateKnownMessageSize(long size) => InnerTransport.UpdateKnownMessageSize(size);

    /// <inheritdoc/>
    public override void CheckReadBytesAvailable(long numBytes) => InnerTransport.CheckReadBytesAvailable(numBytes);

    /// <inheritdoc/>
    public override void ResetConsumedMessageSize(long newSize = -1) => InnerTransport.ResetConsumedMessageSize(newSize);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            InnerTransport.Dispose();
        }
    }
}
