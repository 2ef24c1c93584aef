using System.Buffers.Binary;

namespace HAMgm.Scripts;

/// <summary>
/// What the service and a worker say to each other: a length in four bytes, little-endian, then so many bytes of JSON. A length beyond
/// the bound ends the conversation before anything is set aside.
/// </summary>
internal static class Frames
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 4;

    /// <summary>No payload is larger.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The payload's length.</summary>
    /// <exception cref="InvalidDataException">It is not what the other side may send.</exception>
    public static int Length(ReadOnlySpan<byte> header)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length is > 0 and <= MaxBytes ? length : throw new InvalidDataException($"a message of {length} bytes; at most {MaxBytes} are allowed");
    }

    /// <summary>Writes the length of a payload that stands behind it already.</summary>
    public static void Complete(Span<byte> frame) => BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - HeaderBytes);
}
