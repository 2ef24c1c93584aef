using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config.Files;

/// <summary>
/// <c>data_dir/config_version</c>: the version, the hash of the shared keys it belongs to, and the term it was committed in. It is a file and not a
/// row of the database, because component.data itself is configured by component.config.
/// </summary>
internal static class VersionFile
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>What was recorded last; null when nothing was.</summary>
    /// <exception cref="HamgmException">The file is there and is not one: taking 0 would let an older configuration win.</exception>
    public static (ConfigStamp Stamp, ulong Hash)? Read(string dataDirectory)
    {
        var path = PathOf(dataDirectory);
        string text;
        try
        {
            text = new FileInfo(path) is { Exists: true, Length: <= 256 } ? File.ReadAllText(path) : "";
            if (text.Length == 0 && !File.Exists(path))
            {
                return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Damaged(path, e.Message, e);
        }

        var parts = text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var term = 0L;
        if (parts.Length is 2 or 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && ulong.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            && (parts.Length == 2 || long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out term)))
        {
            return (new ConfigStamp(term, version), hash);
        }

        throw Damaged(path, "it does not hold a version and a hash", null);
    }

    /// <summary>Records a version; on the disk when this returns. Creates data_dir when it is missing.</summary>
    /// <exception cref="IOException">Not written.</exception>
    /// <exception cref="UnauthorizedAccessException">Not permitted.</exception>
    public static void Write(string dataDirectory, ConfigStamp stamp, ulong hash)
    {
        if (!Directory.Exists(dataDirectory))
        {
            Directory.CreateDirectory(dataDirectory, DirectoryMode);
        }

        AtomicFile.Write(PathOf(dataDirectory), string.Create(CultureInfo.InvariantCulture, $"{stamp.Version} {hash:x16} {stamp.Term}\n"));
    }

    private static string PathOf(string dataDirectory) => Path.Combine(dataDirectory, "config_version");

    private static HamgmException Damaged(string path, string why, Exception? inner) => new(
        ErrorKind.Configuration,
        ErrorCodes.Internal,
        path,
        $"{path} cannot be used: {why}. If the peer's configuration is the one to keep, delete this file and start again.",
        inner);
}
