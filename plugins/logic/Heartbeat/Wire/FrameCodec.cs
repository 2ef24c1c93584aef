using System.Buffers.Binary;
using HAMgm.Contracts.Peer;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// Writes and checks the frames of spec/1 section 2.2 as design.md section 5 settles them: 64 bytes, big-endian, magic 0,
/// version 4, type 6, length 8, sequence 12, source 20, target 36, timestamp 52, CRC-32 of the first 60 bytes at 60.
/// Types from 16 up have a payload and its CRC-32 behind the header. Works on spans and allocates nothing.
/// </summary>
internal sealed class FrameCodec
{
    /// <summary>Bytes of a header, and so of a whole heartbeat.</summary>
    public const int HeaderLength = 64;

    /// <summary>Bytes of the CRC behind a payload.</summary>
    public const int TrailerLength = 4;

    /// <summary>
    /// The longest payload of one frame. Longer messages travel in several frames, because frames cannot be interleaved
    /// and a beat must not wait for a mebibyte.
    /// </summary>
    public const int MaxPayloadLength = MessageCodec.PrefixLength + MessageCodec.MaxFragmentLength + MessageSeal.MacLength;

    /// <summary>The longest frame.</summary>
    public const int MaxLength = HeaderLength + MaxPayloadLength + TrailerLength;

    /// <summary>HAMgm's: the nonce that the accepting side of a connection gives (docs/protocol.md).</summary>
    public const PeerMessageType Challenge = (PeerMessageType)19;

    /// <summary>HAMgm's: the key of the sender's STATE messages, the first frame on a connection with TLS (docs/protocol.md).</summary>
    public const PeerMessageType SessionKey = (PeerMessageType)20;

    private const uint Magic = 0x48414D47;
    private const ushort Version = 1;
    private const int CrcOffset = 60;

    private readonly byte[] _local;
    private readonly byte[] _peer;

    /// <summary>A codec for what this node sends to, and takes from, its peer.</summary>
    public FrameCodec(string localId, string peerId)
    {
        _local = NodeIdField.Encode(localId, "node.id");
        _peer = NodeIdField.Encode(peerId, "peer.id");
    }

    /// <summary>Writes a header.</summary>
    /// <returns>Its CRC-32.</returns>
    public uint WriteHeader(Span<byte> destination, in FrameHeader header)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Magic);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], Version);
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], (ushort)header.Type);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], (uint)header.Length);
        BinaryPrimitives.WriteUInt64BigEndian(destination[12..], header.Sequence);
        _local.CopyTo(destination[20..]);
        _peer.CopyTo(destination[36..]);
        BinaryPrimitives.WriteInt64BigEndian(destination[52..], header.TimestampUnixMs);
        uint crc = Crc32.Compute(destination[..CrcOffset]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[CrcOffset..], crc);
        return crc;
    }

    /// <summary>Writes a whole frame around a payload that stands at its place already, at offset 64.</summary>
    /// <returns>Bytes of the frame.</returns>
    public int Seal(Span<byte> frame, PeerMessageType type, ulong sequence, long unixMs, int payloadLength)
    {
        int length = HeaderLength + payloadLength + TrailerLength;
        _ = WriteHeader(frame, new FrameHeader(type, length, sequence, unixMs));
        WriteTrailer(frame[..length]);
        return length;
    }

    /// <summary>Writes the payload's CRC at the end of a frame of a type from 16 up.</summary>
    public static void WriteTrailer(Span<byte> frame) =>
        BinaryPrimitives.WriteUInt32BigEndian(frame[^TrailerLength..], Crc32.Compute(frame[HeaderLength..^TrailerLength]));

    /// <summary>Checks a header: it names no length that must not be allocated, and comes from the peer for this node.</summary>
    public Refusal ReadHeader(ReadOnlySpan<byte> source, out FrameHeader header)
    {
        header = default;
        if (source.Length < HeaderLength)
        {
            return Refusal.Length;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(source) != Magic)
        {
            return Refusal.Magic;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(source[4..]) != Version)
        {
            return Refusal.Version;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(source[CrcOffset..]) != Crc32.Compute(source[..CrcOffset]))
        {
            return Refusal.Crc;
        }

        var type = (PeerMessageType)BinaryPrimitives.ReadUInt16BigEndian(source[6..]);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(source[8..]);
        Refusal refusal = CheckLength(type, length);
        if (refusal != Refusal.None)
        {
            return refusal;
        }

        if (!source.Slice(20, NodeIdField.Length).SequenceEqual(_peer))
        {
            return Refusal.Source;
        }

        if (!source.Slice(36, NodeIdField.Length).SequenceEqual(_local))
        {
            return Refusal.Target;
        }

        header = new FrameHeader(
            type, (int)length, BinaryPrimitives.ReadUInt64BigEndian(source[12..]), BinaryPrimitives.ReadInt64BigEndian(source[52..]));
        return Refusal.None;
    }

    /// <summary>Checks the CRC behind the payload.</summary>
    /// <param name="frame">The whole frame, as long as its header says.</param>
    public static Refusal CheckTrailer(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32BigEndian(frame[^TrailerLength..]) == Crc32.Compute(frame[HeaderLength..^TrailerLength])
            ? Refusal.None
            : Refusal.Crc;

    private static Refusal CheckLength(PeerMessageType type, uint length) => type switch
    {
        PeerMessageType.HeartbeatRequest or PeerMessageType.HeartbeatResponse =>
            length == HeaderLength ? Refusal.None : Refusal.Length,
        PeerMessageType.State or PeerMessageType.Request or PeerMessageType.Reply or Challenge or SessionKey =>
            length is > HeaderLength + TrailerLength and <= MaxLength ? Refusal.None : Refusal.Length,
        _ => Refusal.Type,
    };
}
