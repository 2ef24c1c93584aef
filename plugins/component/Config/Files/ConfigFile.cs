using System.Text;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config.Files;

/// <summary>Reads the text of a configuration file, bounded.</summary>
internal static class ConfigFile
{
    /// <summary>1 MiB: a hundred times a large configuration.</summary>
    private const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null with the reason among the issues.</summary>
    public static string? Read(string path, List<ConfigIssue> issues)
    {
        byte[] bytes;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.CanSeek && stream.Length > MaxBytes)
            {
                issues.Add(new ConfigIssue(0, "", $"the file has {stream.Length} bytes; at most {MaxBytes} are read", IsWarning: false));
                return null;
            }

            // A byte more than it says, which is filled only if it has grown meanwhile; what cannot tell its length is read up to the bound.
            var buffer = new byte[stream.CanSeek && stream.Length > 0 ? stream.Length + 1 : MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length == buffer.Length && length <= MaxBytes)
            {
                return Unreadable("the file is being written this moment: try again");
            }

            if (length > MaxBytes)
            {
                issues.Add(new ConfigIssue(0, "", $"the file has more than {MaxBytes} bytes, which are read at most", IsWarning: false));
                return null;
            }

            bytes = buffer[..length];
        }
        catch (FileNotFoundException)
        {
            return Unreadable("the file does not exist: create it, or name another with --config");
        }
        catch (DirectoryNotFoundException)
        {
            return Unreadable("its folder does not exist: create it, or name another file with --config");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Unreadable($"the file cannot be read: {e.Message}");
        }

        try
        {
            // A byte order mark says nothing in UTF-8, and would shift the marks of the first line.
            return Strict.GetString(bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n');
            issues.Add(new ConfigIssue(line, "", "the file is not UTF-8 here: save it as UTF-8", IsWarning: false));
            return null;
        }

        string? Unreadable(string why)
        {
            issues.Add(new ConfigIssue(0, "", why, IsWarning: false));
            return null;
        }
    }
}
