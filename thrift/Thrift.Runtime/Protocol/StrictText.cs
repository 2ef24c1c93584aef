using System.Text;

namespace Thrift.Protocol;

/// <summary>UTF-8 that is refused, not repaired, when it is broken: what was checked is what was sent.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="TProtocolException">It is not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException broken)
        {
            throw new TProtocolException(TProtocolException.INVALID_DATA, "A string is not UTF-8.", broken);
        }
    }
}
