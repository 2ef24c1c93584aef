namespace HAMgm.Service.Thrift.Server;

/// <summary>How a client speaks: protocol and framing.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Framed">Each message in a frame.</param>
internal readonly record struct WireFormat(WireProtocol Protocol, bool Framed)
{
    /// <summary>The most bytes that are needed to tell.</summary>
    public const int MaxBytes = 5;

    private const byte StrictBinary = 0x80;
    private const byte CompactId = 0x82;
    private const byte JsonArray = (byte)'[';

    public override string ToString()
    {
        var name = Protocol switch
        {
            WireProtocol.Compact => "compact",
            WireProtocol.Json => "JSON",
            WireProtocol.OldBinary => "binary (old)",
            _ => "binary",
        };
        return $"{name} {(Framed ? "framed" : "unframed")}";
    }

    /// <summary>
    /// Tells by a connection's first bytes. A strict binary message begins with 80 01, a compact
    /// one with 82; an old binary one with the length of the method's name and then its first
    /// letter; a JSON one is an array. A frame begins with its length, whose first byte is 00 or 01, and then goes on
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
                return new WireFormat(WireProtocol.Binary, Framed: false);
            case CompactId:
                return new WireFormat(WireProtocol.Compact, Framed: false);
            case JsonArray:
                return new WireFormat(WireProtocol.Json, Framed: false);
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
        StrictBinary => new WireFormat(WireProtocol.Binary, Framed: true),
        CompactId => new WireFormat(WireProtocol.Compact, Framed: true),
        JsonArray => new WireFormat(WireProtocol.Json, Framed: true),
        0x00 => new WireFormat(WireProtocol.OldBinary, Framed: true),
        _ when char.IsAsciiLetter((char)next) => new WireFormat(WireProtocol.OldBinary, Framed: false),
        _ => throw new FormatException($"the byte 0x{next:x2} after a length is of no Thrift protocol"),
    };
}
