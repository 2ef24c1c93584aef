using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace HAMgm.Component.Data.Sqlite;

/// <summary>
/// CRC-32C of a row. SQLite's own check finds a broken tree of pages; it does not see a bit that flipped inside a value, and
/// a term with a flipped bit is a wrong term.
/// </summary>
internal static class RowChecksum
{
    private const int OnStack = 1024;

    public static uint Compute(in StoredValue row)
    {
        var json = row.Json!;
        var most = Math.Max(Encoding.UTF8.GetByteCount(row.Key), Encoding.UTF8.GetByteCount(json));
        var buffer = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        var crc = Add(uint.MaxValue, buffer[..Encoding.UTF8.GetBytes(row.Key, buffer)]);
        crc = Add(crc, buffer[..Encoding.UTF8.GetBytes(json, buffer)]);
        return Finish(crc, row.ExpiresUnixMs, row.LifeMs);
    }

    public static uint Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> json, long? expiresUnixMs, long? lifeMs) =>
        Finish(Add(Add(uint.MaxValue, key), json), expiresUnixMs, lifeMs);

    private static uint Finish(uint crc, long? expiresUnixMs, long? lifeMs)
    {
        crc = BitOperations.Crc32C(crc, (ulong)(expiresUnixMs ?? -1));
        return ~BitOperations.Crc32C(crc, (ulong)(lifeMs ?? -1));
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        // The length first: "ab" + "c" is another row than "a" + "bc".
        crc = BitOperations.Crc32C(crc, (uint)bytes.Length);
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var one in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return crc;
    }
}
