using System.Buffers.Binary;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>Where each field of a <see cref="PeerState"/> stands in a datagram (docs/protocol.md). Big-endian, fixed.</summary>
internal static class StateLayout
{
    /// <summary>First byte after the fields: the CRC stands there.</summary>
    public const int End = 176;

    /// <summary>First byte of the fields.</summary>
    public const int Start = 48;

    /// <summary>Highest priority that fits; configuration allows 255.</summary>
    private const int MaxPriority = ushort.MaxValue;

    /// <summary>Writes the fields; the byte at 93 (how it is authenticated) is the caller's.</summary>
    public static void Write(Span<byte> datagram, in PeerState state)
    {
        BinaryPrimitives.WriteUInt64BigEndian(datagram[48..], state.SenderIncarnation);
        BinaryPrimitives.WriteUInt64BigEndian(datagram[56..], state.ReceiverIncarnation);
        BinaryPrimitives.WriteUInt64BigEndian(datagram[64..], state.Sequence);
        BinaryPrimitives.WriteUInt64BigEndian(datagram[72..], state.EchoSequence);
        BinaryPrimitives.WriteUInt64BigEndian(datagram[80..], state.AckSequence);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[88..], (uint)state.Flags);
        datagram[92] = (byte)state.Role;
        BinaryPrimitives.WriteUInt16BigEndian(datagram[94..], (ushort)Math.Clamp(state.Priority, 0, MaxPriority));
        BinaryPrimitives.WriteInt64BigEndian(datagram[96..], state.Term.Value);
        BinaryPrimitives.WriteInt64BigEndian(datagram[104..], state.HighestTerm.Value);
        BinaryPrimitives.WriteInt64BigEndian(datagram[112..], state.GrantedTerm.Value);
        BinaryPrimitives.WriteInt64BigEndian(datagram[120..], state.ReleasedTerm.Value);
        BinaryPrimitives.WriteInt64BigEndian(datagram[128..], state.BidTerm.Value);
        BinaryPrimitives.WriteInt64BigEndian(datagram[136..], state.LastPrimaryTerm.Value);
        BinaryPrimitives.WriteInt64BigEndian(datagram[144..], state.PromiseLength.Ticks);
        BinaryPrimitives.WriteInt64BigEndian(datagram[152..], state.ConfigVersion);
        BinaryPrimitives.WriteUInt64BigEndian(datagram[160..], state.ConfigHash);
        BinaryPrimitives.WriteUInt64BigEndian(datagram[168..], state.VipMac);
    }

    /// <summary>Reads the fields.</summary>
    /// <returns>False when one holds what it cannot hold: a negative term or length, an unknown role, number zero.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out PeerState state)
    {
        state = new PeerState
        {
            SenderIncarnation = BinaryPrimitives.ReadUInt64BigEndian(datagram[48..]),
            ReceiverIncarnation = BinaryPrimitives.ReadUInt64BigEndian(datagram[56..]),
            Sequence = BinaryPrimitives.ReadUInt64BigEndian(datagram[64..]),
            EchoSequence = BinaryPrimitives.ReadUInt64BigEndian(datagram[72..]),
            AckSequence = BinaryPrimitives.ReadUInt64BigEndian(datagram[80..]),
            Flags = (PeerStateFlags)BinaryPrimitives.ReadUInt32BigEndian(datagram[88..]),
            Role = (NodeState)datagram[92],
            Priority = BinaryPrimitives.ReadUInt16BigEndian(datagram[94..]),
            Term = ReadTerm(datagram[96..]),
            HighestTerm = ReadTerm(datagram[104..]),
            GrantedTerm = ReadTerm(datagram[112..]),
            ReleasedTerm = ReadTerm(datagram[120..]),
            BidTerm = ReadTerm(datagram[128..]),
            LastPrimaryTerm = ReadTerm(datagram[136..]),
            PromiseLength = new TimeSpan(BinaryPrimitives.ReadInt64BigEndian(datagram[144..])),
            ConfigVersion = BinaryPrimitives.ReadInt64BigEndian(datagram[152..]),
            ConfigHash = BinaryPrimitives.ReadUInt64BigEndian(datagram[160..]),
            VipMac = BinaryPrimitives.ReadUInt64BigEndian(datagram[168..]),
        };
        return IsSound(state);
    }

    private static Epoch ReadTerm(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadInt64BigEndian(source));

    private static bool IsSound(in PeerState state) =>
        state.Sequence != 0
        && state.Role <= NodeState.Failed
        && state.PromiseLength >= TimeSpan.Zero
        && state.ConfigVersion >= 0
        && state.VipMac <= 0xFFFF_FFFF_FFFF
        && (state.Term.Value | state.HighestTerm.Value | state.GrantedTerm.Value
            | state.ReleasedTerm.Value | state.BidTerm.Value | state.LastPrimaryTerm.Value) >= 0;
}
