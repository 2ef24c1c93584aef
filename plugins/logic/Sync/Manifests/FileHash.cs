using System.Security.Cryptography;

namespace HAMgm.Logic.Sync.Manifests;

/// <summary>SHA-256 of a file.</summary>
internal static class FileHash
{
    private const int BufferBytes = 256 * 1024;

    [ThreadStatic]
    private static byte[]? _buffer;

    /// <summary>Reads the file; hex digits.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Compute(string path)
    {
        _buffer ??= GC.AllocateUninitializedArray<byte>(BufferBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        long offset = 0;
        int count;
        while ((count = RandomAccess.Read(file, _buffer, offset)) > 0)
        {
            hash.AppendData(_buffer, 0, count);
            offset += count;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Lets the buffer go: a run is over.</summary>
    public static void Release() => _buffer = null;
}
