namespace HAMgm.Service.Thrift.Server;

/// <summary>How a client speaks: protocol and framing.</summary>
/// <param name="Compact">The compact protocol; else the binary one.</param>
/// <param name="Framed">Each message in a frame.</param>
/// <param name="OldBinary">Binary messages without a version.</param>
internal readonly record struct WireFormat(bool Compact, bool Framed, bool OldBinary)
{
    /// <summary>The most bytes that are needed to tell.</summary>
    public const int MaxBytes = 5;

    private const byte StrictBinary = 0x80;
    private const byte CompactId = 0x82;

    public override string ToString() =>
        $"{(Compact ? "compact" : OldBinary ? "binary (old)" : "binary")} {(Framed ? "framed" : "unframed")}";

    /// <summary>
    /// Tells by a connection's first bytes. A strict binary message begins with 80 01, a compact
    /// one with 82; an old binary one with the length of the method's name and then its first
    /// letter. A frame begins with its length, whose first byte is 00 or 01, and then goes on
    /// like a message. Gives null when that takes more bytes, up to <see cref="MaxBytes"/>.
    /// </summary>
    /// <exception cref="FormatException">It is not Thrift; the message says what it looks like.</exception>
    public static WireFormat? Detect(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            return null;
        }

        switch (start[0])
        {
            case StrictBinary:
                return new WireFormat(Compact: false, Framed: false, OldBinary: false);
            case CompactId:
                return new WireFormat(Compact: true, Framed: false, OldBinary: false);
            case 0x00 or 0x01:
                return start.Length < MaxBytes ? null : DetectAfterLength(start[4]);
            case 0x16:
                throw new FormatException("a TLS handshake, but thrift.tls is not configured here");
            case (byte)'G' or (byte)'P' or (byte)'H' or (byte)'O' or (byte)'D':
                throw new FormatException("this looks like HTTP, which is not spoken here");
            default:
                throw new FormatException($"the first byte 0x{start[0]:x2} is of no Thrift protocol");
        }
    }

    private static WireFormat DetectAfterLength(byte next) => next switch
    {
        StrictBinary => new WireFormat(Compact: false, Framed: true, OldBinary: false),
        CompactId => new WireFormat(Compact: true, Framed: true, OldBinary: false),
        0x00 => new WireFormat(Compact: false, Framed: true, OldBinary: true),
        _ when char.IsAsciiLetter((char)next) => new WireFormat(Compact: false, Framed: false, OldBinary: true),
        _ => throw new FormatException($"the byte 0x{next:x2} after a length is of no Thrift protocol"),
    };
}
