using System.Security.Cryptography;

namespace HAMgm.Logic.Upgrade.Backups;

/// <summary>SHA-256 of a file.</summary>
internal static class FileDigest
{
    /// <summary>64 hex digits.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Compute(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
