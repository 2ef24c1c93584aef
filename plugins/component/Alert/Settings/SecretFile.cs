using System.Text;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Alert.Settings;

/// <summary>A secret in a file of its own: read when it is needed, never kept, never shown.</summary>
internal static class SecretFile
{
    private const int MaxBytes = 8 * 1024;

    /// <summary>The file's first line.</summary>
    /// <exception cref="HamgmException">Configuration/400: it cannot be read, or holds nothing; names the file.</exception>
    public static string Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var line = Encoding.UTF8.GetString(bytes, 0, count).Split('\n')[0].Trim();
            return line.Length > 0 ? line : throw Wrong(path, "its first line is empty");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Wrong(path, unreadable.Message);
        }
    }

    private static HamgmException Wrong(string path, string why) => new(
        ErrorKind.Configuration, ErrorCodes.BadRequest, path, $"{path} cannot be read: {why}. Its first line is to be the secret.");
}
