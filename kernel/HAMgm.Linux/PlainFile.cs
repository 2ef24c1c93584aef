using System.Runtime.InteropServices;
using HAMgm.Linux.Native;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.Linux;

/// <summary>Reads files that somebody else names: no device, pipe or socket holds the reader up, and what was opened is what is judged.</summary>
public static class PlainFile
{
    private const int NoControllingTerminal = 0x100;

    /// <summary>Reads the beginning of a plain file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="maxBytes">At most so many bytes.</param>
    /// <param name="isAllowed">Judges the path of what was opened, symbolic links resolved.</param>
    /// <param name="content">What was read.</param>
    /// <returns>Null, or why not.</returns>
    public static string? Read(string path, int maxBytes, Func<string, bool> isAllowed, out byte[] content)
    {
        content = [];
        int number = Libc.Open(path, Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK | NoControllingTerminal, 0);
        if (number < 0)
        {
            return Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
        }

        using var handle = new SafeFileHandle(number, ownsHandle: true);
        string real = File.ResolveLinkTarget($"/proc/self/fd/{number}", returnFinalTarget: false)?.FullName ?? "";
        if (!isAllowed(real))
        {
            return $"{real} is not among the allowed paths";
        }

        try
        {
            using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return "not a plain file";
            }

            byte[] buffer = new byte[Math.Min(maxBytes, 4096)];
            int length = 0;
            int read;
            while ((read = stream.Read(buffer.AsSpan(length))) > 0)
            {
                length += read;
                if (length == maxBytes)
                {
                    break;
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(maxBytes, length * 2));
                }
            }

            content = buffer[..length];
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return e.Message;
        }
    }
}
