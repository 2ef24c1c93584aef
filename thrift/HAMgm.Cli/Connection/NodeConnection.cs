using HAMgm.Thrift;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace HAMgm.Cli.Connection;

/// <summary>A connection that stands, and what it leads to.</summary>
internal sealed class NodeConnection : IDisposable
{
    // Answers are small; this bounds what anything else that answers there can cost.
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    private readonly Stream _stream;

    /// <summary>Makes one over a stream, which it owns.</summary>
    public NodeConnection(Stream stream, string endPoint)
    {
        EndPoint = endPoint;
        _stream = stream;
        var limits = new TConfiguration { MaxMessageSize = MaxAnswerBytes, MaxFrameSize = MaxAnswerBytes };
        var transport = new TBufferedTransport(new TStreamTransport(_stream, _stream, limits));
        Client = new HamgmService.Client(new TBinaryProtocol(transport));
    }

    /// <summary>Where it leads, for messages.</summary>
    public string EndPoint { get; }

    /// <summary>Makes the calls; after any exception that a method does not declare, drop the connection.</summary>
    public HamgmService.Client Client { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _stream.Dispose();
    }
}
