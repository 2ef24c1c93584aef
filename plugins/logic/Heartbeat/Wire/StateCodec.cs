using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HAMgm.Contracts.Peer;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// STATE datagrams (safety-rules.md R1, R19): fixed layout, CRC-32, and HMAC-SHA-256 where the cluster has a secret.
/// Allocates nothing. docs/protocol.md has the layout.
/// </summary>
internal sealed class StateCodec
{
    /// <summary>Bytes of a datagram without MAC.</summary>
    public const int BareLength = StateLayout.End + CrcLength;

    /// <summary>Bytes of the longest datagram.</summary>
    public const int MaxLength = BareLength + MacLength;

    private const uint Magic = 0x48414D53;
    private const ushort Version = 1;
    private const int AuthenticationOffset = 93;
    private const int CrcLength = 4;
    private const int MacLength = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _local;
    private readonly byte[] _peer;
    private readonly StateKeys _keys;
    private readonly ulong _cluster;

    /// <summary>A codec between this node and its peer.</summary>
    /// <param name="clusterId">cluster.id; a datagram of another cluster is refused.</param>
    /// <param name="localId">node.id.</param>
    /// <param name="peerId">peer.id.</param>
    /// <param name="key">32 bytes, or none when the cluster has no secret.</param>
    public StateCodec(string clusterId, string localId, string peerId, byte[] key)
        : this(clusterId, localId, peerId, StateKeys.Shared(key))
    {
    }

    /// <summary>A codec between this node and its peer.</summary>
    /// <param name="clusterId">cluster.id; a datagram of another cluster is refused.</param>
    /// <param name="localId">node.id.</param>
    /// <param name="peerId">peer.id.</param>
    /// <param name="keys">What authenticates.</param>
    public StateCodec(string clusterId, string localId, string peerId, StateKeys keys)
    {
        _cluster = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(clusterId)));
        _local = NodeIdField.Encode(localId, "node.id");
        _peer = NodeIdField.Encode(peerId, "peer.id");
        _keys = keys;
    }

    private bool IsAuthenticated => _keys.IsUsed;

    private int Length => IsAuthenticated ? MaxLength : BareLength;

    /// <summary>Writes a complete datagram.</summary>
    /// <returns>Bytes written, at most <see cref="MaxLength"/>.</returns>
    public int Encode(in PeerState state, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Magic);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], Version);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)Length);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _cluster);
        _local.CopyTo(destination[16..]);
        _peer.CopyTo(destination[32..]);
        StateLayout.Write(destination, state);
        destination[AuthenticationOffset] = _keys.Mark;
        BinaryPrimitives.WriteUInt32BigEndian(destination[StateLayout.End..], Crc32.Compute(destination[..StateLayout.End]));
        if (IsAuthenticated)
        {
            _keys.Sign(destination[..BareLength], destination.Slice(BareLength, MacLength));
        }

        return Length;
    }

    /// <summary>Checks a datagram and reads it.</summary>
    public Refusal Decode(ReadOnlySpan<byte> datagram, out PeerState state)
    {
        state = default;
        Refusal refusal = CheckEnvelope(datagram);
        if (refusal != Refusal.None)
        {
            return refusal;
        }

        refusal = IsAuthenticated ? _keys.Verify(datagram[..BareLength], datagram.Slice(BareLength, MacLength)) : Refusal.None;
        if (refusal != Refusal.None)
        {
            return refusal;
        }

        return StateLayout.TryRead(datagram, out state) ? Refusal.None : Refusal.Malformed;
    }

    private Refusal CheckEnvelope(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length is not (BareLength or MaxLength))
        {
            return Refusal.Length;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(datagram) != Magic)
        {
            return Refusal.Magic;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]) != Version)
        {
            return Refusal.Version;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(datagram[6..]) != datagram.Length)
        {
            return Refusal.Length;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(datagram[StateLayout.End..]) != Crc32.Compute(datagram[..StateLayout.End]))
        {
            return Refusal.Crc;
        }

        // One node with a secret or certificates and one without is a mistake that must show, in either direction.
        if (datagram.Length != Length || datagram[AuthenticationOffset] != _keys.Mark)
        {
            return Refusal.Mac;
        }

        if (BinaryPrimitives.ReadUInt64BigEndian(datagram[8..]) != _cluster)
        {
            return Refusal.Cluster;
        }

        if (!datagram.Slice(16, NodeIdField.Length).SequenceEqual(_peer))
        {
            return Refusal.Source;
        }

        return datagram.Slice(32, NodeIdField.Length).SequenceEqual(_local) ? Refusal.None : Refusal.Target;
    }
}
