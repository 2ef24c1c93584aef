using HAMgm.Contracts.Peer;

namespace HAMgm.Logic.Heartbeat.Messages;

/// <summary>A request or reply that waits to be written, and how much of it has been.</summary>
internal sealed class OutgoingMessage(PeerMessageType type, ulong requestId, bool isError, ReadOnlyMemory<byte> body)
{
    /// <summary>Request or reply.</summary>
    public PeerMessageType Type { get; } = type;

    /// <summary>Which request.</summary>
    public ulong RequestId { get; } = requestId;

    /// <summary>Whether the body is an error.</summary>
    public bool IsError { get; } = isError;

    /// <summary>The whole body.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>Body bytes written already.</summary>
    public int Written { get; set; }

    /// <summary>Set by the caller when nobody waits any more: what has not begun is not sent.</summary>
    public bool IsAbandoned { get; set; }
}
