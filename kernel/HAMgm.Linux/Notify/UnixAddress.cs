using System.Text;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Notify;

/// <summary>A struct sockaddr_un made from the text form that NOTIFY_SOCKET uses: a path, or @name for an abstract one.</summary>
internal static class UnixAddress
{
    private const int FamilyBytes = 2;
    private const int PathBytes = 108;

    /// <summary>The bytes of the address, of the exact length; null when the text is neither form or too long.</summary>
    internal static byte[]? TryMake(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        if (length < 2 || length >= PathBytes || text[0] is not ('/' or '@'))
        {
            return null;
        }

        // A path ends with a zero; an abstract name begins with one and is exactly as long as it is.
        byte[] address = new byte[FamilyBytes + length + (text[0] == '/' ? 1 : 0)];
        address[0] = Constants.AF_UNIX;
        Encoding.UTF8.GetBytes(text, address.AsSpan(FamilyBytes));
        if (text[0] == '@')
        {
            address[FamilyBytes] = 0;
        }

        return address;
    }
}
