using System.Net;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Peer;

namespace HAMgm.TestSupport;

/// <summary>
/// One end of a link in memory. Written by hand, since what the tests need is to lose exactly the request or exactly the
/// answer of one call: the real channel's sockets cannot be made to do that at will, and its own tests cover the wire.
/// </summary>
internal sealed class FakePeerChannel : IPeerChannel
{
    private FakePeerChannel? _other;
    private Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>? _handler;

    public bool IsConnected { get; set; } = true;

    /// <summary>For the next requests: true: the peer never gets it.</summary>
    public Func<ReadOnlyMemory<byte>, bool> LosesRequest { get; set; } = _ => false;

    /// <summary>For the next requests; true: the peer does it, and its answer is lost.</summary>
    public Func<ReadOnlyMemory<byte>, bool> LosesReply { get; set; } = _ => false;

    public TimeSpan? LastHeardAge { get; set; } = TimeSpan.Zero;

    public List<byte[]> Sent { get; } = [];

    public bool HasHandler => _handler is not null;

    public static (FakePeerChannel A, FakePeerChannel B) Pair()
    {
        var (a, b) = (new FakePeerChannel(), new FakePeerChannel());
        (a._other, b._other) = (b, a);
        return (a, b);
    }

    public void Disconnect()
    {
        IsConnected = false;
        _other!.IsConnected = false;
    }

    public void Connect()
    {
        IsConnected = true;
        _other!.IsConnected = true;
    }

    public void StartHeartbeat()
    {
    }

    public void StopHeartbeat()
    {
    }

    public ConnectionStatus GetConnectionStatus() => new(
        IsConnected,
        LastHeardAge is null ? 0 : 1_700_000_000_123,
        LastHeardAge,
        [new LinkStatus(new PeerEndpoint(IPAddress.Loopback, IPAddress.Loopback, 9091), IsConnected, TimeSpan.FromMilliseconds(2), 1.5, 42, 1_700_000_000_100, 0xDEADBEEF)],
        3,
        "hmac-secret");

    public async Task<ReadOnlyMemory<byte>> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Sent.Add(payload.ToArray());
        if (!IsConnected || _other?._handler is null || LosesRequest(payload))
        {
            throw NoAnswer();
        }

        var lost = LosesReply(payload);
        var reply = await _other._handler(payload.ToArray(), cancellationToken);
        return lost ? throw NoAnswer() : reply;
    }

    public void HandleRequests(Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>? handler) => _handler = handler;

    private static HamgmException NoAnswer() =>
        new(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "peer", "no answer from the peer.");
}
