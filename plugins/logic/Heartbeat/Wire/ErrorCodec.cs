using System.Buffers.Binary;
using System.Text;
using HAMgm.Contracts.Errors;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// A <see cref="HamgmException"/> on its way to the caller on the other node: kind (1 byte), code (4), then subject and
/// message, each as length (2) and UTF-8.
/// </summary>
internal static class ErrorCodec
{
    private const int FixedLength = 1 + 4 + 2 + 2;

    // What an operator reads is short; the bound keeps a runaway message inside one frame.
    private const int MaxTextChars = 8 * 1024;

    /// <summary>The error as bytes.</summary>
    public static byte[] Encode(HamgmException error)
    {
        byte[] subject = Encoding.UTF8.GetBytes(Cut(error.Subject));
        byte[] message = Encoding.UTF8.GetBytes(Cut(error.Message));
        byte[] body = new byte[FixedLength + subject.Length + message.Length];
        body[0] = (byte)error.Kind;
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), error.Code);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(5), (ushort)subject.Length);
        subject.CopyTo(body, 7);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(7 + subject.Length), (ushort)message.Length);
        message.CopyTo(body, 9 + subject.Length);
        return body;
    }

    /// <summary>The error as it was; one that says so when the bytes make no sense.</summary>
    public static HamgmException Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedLength || !TryReadText(body[5..], out string subject, out ReadOnlySpan<byte> rest)
            || !TryReadText(rest, out string message, out rest) || !rest.IsEmpty)
        {
            return new HamgmException(
                ErrorKind.Cluster, ErrorCodes.Internal, string.Empty, "The peer reported an error that this version cannot read; run the same version on both nodes.");
        }

        ErrorKind kind = body[0] <= (byte)ErrorKind.ServiceUnavailable ? (ErrorKind)body[0] : ErrorKind.Cluster;
        return new HamgmException(kind, BinaryPrimitives.ReadInt32BigEndian(body[1..]), subject, message);
    }

    private static bool TryReadText(ReadOnlySpan<byte> source, out string text, out ReadOnlySpan<byte> rest)
    {
        text = string.Empty;
        rest = default;
        if (source.Length < 2)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(source);
        if (source.Length - 2 < length)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(source.Slice(2, length));
        rest = source[(2 + length)..];
        return true;
    }

    private static string Cut(string text) => text.Length <= MaxTextChars ? text : text[..MaxTextChars];
}
