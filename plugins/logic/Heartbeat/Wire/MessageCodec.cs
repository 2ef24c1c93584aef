using System.Buffers.Binary;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// What stands before the body in the payload of a request or reply: the request's id (8 bytes) and a status byte. A body
/// longer than <see cref="MaxFragmentLength"/> goes in several frames, one behind the other.
/// </summary>
internal static class MessageCodec
{
    /// <summary>Bytes before the body.</summary>
    public const int PrefixLength = 9;

    /// <summary>The most body bytes of one frame: what a beat may have to wait for.</summary>
    public const int MaxFragmentLength = 64 * 1024;

    /// <summary>The most bytes of a message's body.</summary>
    public const int MaxBodyLength = 1024 * 1024;

    private const byte ErrorBit = 0x01;
    private const byte MoreBit = 0x80;

    /// <summary>Writes the prefix.</summary>
    public static void Write(Span<byte> payload, in FragmentPrefix prefix)
    {
        BinaryPrimitives.WriteUInt64BigEndian(payload, prefix.RequestId);
        payload[8] = (byte)((prefix.IsError ? ErrorBit : 0) | (prefix.HasMore ? MoreBit : 0));
    }

    /// <summary>Reads the prefix; false when the payload is too short or the status byte has an unknown bit.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out FragmentPrefix prefix)
    {
        prefix = default;
        if (payload.Length < PrefixLength || (payload[8] & ~(ErrorBit | MoreBit)) != 0)
        {
            return false;
        }

        prefix = new FragmentPrefix(
            BinaryPrimitives.ReadUInt64BigEndian(payload), (payload[8] & ErrorBit) != 0, (payload[8] & MoreBit) != 0);
        return true;
    }
}
