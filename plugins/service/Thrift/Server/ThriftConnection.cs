using System.Net;
using System.Security.Cryptography.X509Certificates;
using HAMgm.Thrift.Local;

namespace HAMgm.Service.Thrift.Server;

/// <summary>Who is at the other end of a connection, for the handler that is made for it.</summary>
public sealed class ThriftConnection
{
    /// <summary>A number of the connection, unique since the server's start.</summary>
    public required long Id { get; init; }

    /// <summary>The other side's address; null for the Unix socket.</summary>
    public IPEndPoint? RemoteEndPoint { get; init; }

    /// <summary>The process at the Unix socket; null for TCP.</summary>
    public PeerCredentials? LocalPeer { get; init; }

    /// <summary>The client's certificate, validated by <see cref="ThriftServerOptions.Tls"/>; null without TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>True for TCP with TLS.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>How the client speaks: "binary", "binary (old)" or "compact", and "framed" or "unframed".</summary>
    public required string Protocol { get; init; }

    /// <summary>Cancelled when the server begins to stop, so that a long poll can answer early.</summary>
    public required CancellationToken Stopping { get; init; }

    /// <summary>For logs: uid and pid, or address and port.</summary>
    public override string ToString() => LocalPeer is { } peer
        ? $"uid {peer.UserId} pid {peer.ProcessId}"
        : RemoteEndPoint?.ToString() ?? "unknown";
}
