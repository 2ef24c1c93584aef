namespace HAMgm.Contracts.Peer;

/// <summary>Types of the frames of spec/1 section 2.2. 1 and 2 are the specification's; from 16 up they are HAMgm's (design.md section 5).</summary>
public enum PeerMessageType
{
    /// <summary>Heartbeat request, 64 bytes.</summary>
    HeartbeatRequest = 1,

    /// <summary>Heartbeat response, 64 bytes.</summary>
    HeartbeatResponse = 2,

    /// <summary>A STATE message beside a beat.</summary>
    State = 16,

    /// <summary>A request of the peer's management layer; answered by <see cref="Reply"/>.</summary>
    Request = 17,

    /// <summary>The answer to <see cref="Request"/>.</summary>
    Reply = 18,
}
