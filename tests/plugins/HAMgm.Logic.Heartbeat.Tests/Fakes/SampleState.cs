using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

internal static class SampleState
{
    /// <summary>A message in which every field has a value of its own.</summary>
    public static PeerState Create(ulong incarnation = 7, ulong sequence = 41) => new()
    {
        SenderIncarnation = incarnation,
        ReceiverIncarnation = 9,
        Sequence = sequence,
        EchoSequence = 0x0102030405060708,
        AckSequence = 99,
        Flags = PeerStateFlags.Request | PeerStateFlags.Holds | PeerStateFlags.Maintenance,
        Role = NodeState.Primary,
        Term = new Epoch(12),
        HighestTerm = new Epoch(long.MaxValue),
        GrantedTerm = new Epoch(13),
        ReleasedTerm = new Epoch(14),
        BidTerm = new Epoch(15),
        LastPrimaryTerm = new Epoch(16),
        PromiseLength = TimeSpan.FromMilliseconds(300),
        Priority = 255,
        ConfigVersion = 17,
        ConfigHash = ulong.MaxValue,
        VipMac = 0x0000_AABB_CCDD_EEFF,
    };
}
