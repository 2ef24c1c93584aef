using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace HAMgm.Linux.Memory;

/// <summary>The bytes of a <see cref="GuardLease"/>: fixed size and offsets, little-endian.</summary>
/// <remarks>
/// 0 version u8, 1 holding u8, 2 size u16, 4 pid i32, 8 incarnation u64, 16 alive i64, 24 deadline i64, 32 term u64,
/// 40 timeout i64, 48 addresses u8, 49 peers u8, 50 gate length u8, 52 release length u16; 56 addresses of 24 bytes
/// (interface i32, address length u8, prefix u8, 2 free, 16 address); 248 peers of 36 bytes (address length u8, 1 free,
/// port u16, 16 local, 16 remote); 392 gate table; 424 release datagram; 936 the end. Decoding checks every bound.
/// </remarks>
public static class GuardLeaseCodec
{
    /// <summary>The size of an encoded lease.</summary>
    public const int Size = ReleaseAt + GuardLease.MaxReleaseBytes;

    private const byte Version = 1;
    private const int AddressesAt = 56;
    private const int AddressBytes = 24;
    private const int PeersAt = AddressesAt + (GuardLease.MaxAddresses * AddressBytes);
    private const int PeerBytes = 36;
    private const int GateAt = PeersAt + (GuardLease.MaxPeers * PeerBytes);
    private const int ReleaseAt = GateAt + GuardLease.MaxGateTableLength;

    /// <summary>Writes a lease; allocates nothing. Throws <see cref="ArgumentException"/> when a part is too large.</summary>
    /// <returns><see cref="Size"/>.</returns>
    public static int Encode(in GuardLease lease, Span<byte> destination)
    {
        Check(lease);
        Span<byte> to = destination[..Size];
        to.Clear();
        to[0] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], Size);
        WritePulse(lease.Pulse, to);
        to[48] = (byte)lease.Addresses.Length;
        to[49] = (byte)lease.Peers.Length;
        to[50] = (byte)Encoding.ASCII.GetBytes(lease.GateTable, to[GateAt..]);
        BinaryPrimitives.WriteUInt16LittleEndian(to[52..], (ushort)lease.ReleaseDatagram.Length);
        for (int index = 0; index < lease.Addresses.Length; index++)
        {
            GuardedAddress address = lease.Addresses[index];
            Span<byte> slot = to[(AddressesAt + (index * AddressBytes))..];
            BinaryPrimitives.WriteInt32LittleEndian(slot, address.InterfaceIndex);
            slot[4] = (byte)address.Address.Length;
            slot[5] = (byte)address.PrefixLength;
            address.Address.CopyTo(slot[8..]);
        }

        for (int index = 0; index < lease.Peers.Length; index++)
        {
            GuardPeer peer = lease.Peers[index];
            Span<byte> slot = to[(PeersAt + (index * PeerBytes))..];
            slot[0] = (byte)peer.Remote.Length;
            BinaryPrimitives.WriteUInt16LittleEndian(slot[2..], (ushort)peer.Port);
            peer.Local.CopyTo(slot[4..]);
            peer.Remote.CopyTo(slot[20..]);
        }

        lease.ReleaseDatagram.Span.CopyTo(to[ReleaseAt..]);
        return Size;
    }

    /// <summary>Replaces the pulse within an encoded lease: all that most turns of the loop change.</summary>
    public static void WritePulse(in GuardPulse pulse, Span<byte> encoded)
    {
        encoded[1] = pulse.Holding ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(encoded[4..], pulse.ServicePid);
        BinaryPrimitives.WriteUInt64LittleEndian(encoded[8..], pulse.Incarnation);
        BinaryPrimitives.WriteInt64LittleEndian(encoded[16..], pulse.AliveAtNs);
        BinaryPrimitives.WriteInt64LittleEndian(encoded[24..], pulse.DeadlineNs);
        BinaryPrimitives.WriteUInt64LittleEndian(encoded[32..], pulse.Term);
        BinaryPrimitives.WriteInt64LittleEndian(encoded[40..], pulse.TimeoutNs);
    }

    /// <summary>Reads the pulse only; allocates nothing. False for what is no lease of this version.</summary>
    public static bool TryReadPulse(ReadOnlySpan<byte> source, out GuardPulse pulse)
    {
        pulse = default;
        if (source.Length != Size || source[0] != Version || BinaryPrimitives.ReadUInt16LittleEndian(source[2..]) != Size || source[1] > 1)
        {
            return false;
        }

        pulse = new GuardPulse(
            BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
            source[1] == 1,
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]));
        return true;
    }

    /// <summary>Reads a lease. False, and never an exception, for anything that <see cref="Encode"/> would not write.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> source, out GuardLease lease)
    {
        lease = default;
        if (!TryReadPulse(source, out GuardPulse pulse))
        {
            return false;
        }

        int addressCount = source[48];
        int peerCount = source[49];
        int gateLength = source[50];
        int releaseLength = BinaryPrimitives.ReadUInt16LittleEndian(source[52..]);
        if (addressCount > GuardLease.MaxAddresses || peerCount > GuardLease.MaxPeers
            || gateLength > GuardLease.MaxGateTableLength || releaseLength > GuardLease.MaxReleaseBytes
            || !Ascii.IsValid(source.Slice(GateAt, gateLength)))
        {
            return false;
        }

        ImmutableArray<GuardedAddress>.Builder addresses = ImmutableArray.CreateBuilder<GuardedAddress>(addressCount);
        for (int index = 0; index < addressCount; index++)
        {
            ReadOnlySpan<byte> slot = source.Slice(AddressesAt + (index * AddressBytes), AddressBytes);
            if (slot[4] is not (4 or 16) || slot[5] > slot[4] * 8)
            {
                return false;
            }

            addresses.Add(new GuardedAddress(BinaryPrimitives.ReadInt32LittleEndian(slot), NetAddress.FromBytes(slot.Slice(8, slot[4])), slot[5]));
        }

        ImmutableArray<GuardPeer>.Builder peers = ImmutableArray.CreateBuilder<GuardPeer>(peerCount);
        for (int index = 0; index < peerCount; index++)
        {
            ReadOnlySpan<byte> slot = source.Slice(PeersAt + (index * PeerBytes), PeerBytes);
            if (slot[0] is not (4 or 16))
            {
                return false;
            }

            peers.Add(new GuardPeer(
                NetAddress.FromBytes(slot.Slice(4, slot[0])),
                NetAddress.FromBytes(slot.Slice(20, slot[0])),
                BinaryPrimitives.ReadUInt16LittleEndian(slot[2..])));
        }

        lease = new GuardLease
        {
            Pulse = pulse,
            Addresses = addresses.MoveToImmutable(),
            Peers = peers.MoveToImmutable(),
            GateTable = Encoding.ASCII.GetString(source.Slice(GateAt, gateLength)),
            ReleaseDatagram = source.Slice(ReleaseAt, releaseLength).ToArray(),
        };
        return true;
    }

    private static void Check(in GuardLease lease)
    {
        Require(lease.Addresses.Length <= GuardLease.MaxAddresses, "too many addresses");
        Require(lease.Peers.Length <= GuardLease.MaxPeers, "too many ways to the peer");
        Require(lease.GateTable.Length <= GuardLease.MaxGateTableLength && Ascii.IsValid(lease.GateTable), "the gate's table name is too long or not ASCII");
        Require(lease.ReleaseDatagram.Length <= GuardLease.MaxReleaseBytes, "the release datagram is too long");
        foreach (GuardedAddress address in lease.Addresses)
        {
            Require(!address.Address.IsNone && address.PrefixLength >= 0 && address.PrefixLength <= address.Address.Length * 8, "an address without a value or with a wrong prefix");
        }

        foreach (GuardPeer peer in lease.Peers)
        {
            Require(!peer.Remote.IsNone && peer.Local.Family == peer.Remote.Family && peer.Port is > 0 and <= ushort.MaxValue, "a peer without a port or with addresses of two families");
        }
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ArgumentException($"This guard lease cannot be written: {what}.", nameof(condition));
        }
    }
}
