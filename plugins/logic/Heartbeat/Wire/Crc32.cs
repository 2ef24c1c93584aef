using System.Buffers.Binary;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// CRC-32 as IEEE 802.3 defines it (reflected polynomial 0xEDB88320, the one of zlib), eight bytes at a step.
/// </summary>
/// <remarks>
/// Written out because System.IO.Hashing is a package and not a part of the framework: sixty lines are less than a
/// private dependency in a critical plugin. The processor's own crc32 instruction is of no use, it computes CRC-32C.
/// </remarks>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int SliceCount = 8;

    // Slices[256 * k + b]: what byte b does to the CRC when k more bytes follow it.
    private static readonly uint[] Slices = Build();

    /// <summary>The CRC of the bytes. Allocates nothing.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> slices = Slices;
        uint crc = uint.MaxValue;
        while (bytes.Length >= SliceCount)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = slices[(7 * 256) + (int)(low & 0xFF)]
                ^ slices[(6 * 256) + (int)((low >> 8) & 0xFF)]
                ^ slices[(5 * 256) + (int)((low >> 16) & 0xFF)]
                ^ slices[(4 * 256) + (int)(low >> 24)]
                ^ slices[(3 * 256) + (int)(high & 0xFF)]
                ^ slices[(2 * 256) + (int)((high >> 8) & 0xFF)]
                ^ slices[256 + (int)((high >> 16) & 0xFF)]
                ^ slices[(int)(high >> 24)];
            bytes = bytes[SliceCount..];
        }

        foreach (byte value in bytes)
        {
            crc = (crc >> 8) ^ slices[(int)((crc ^ value) & 0xFF)];
        }

        return ~crc;
    }

    private static uint[] Build()
    {
        uint[] slices = new uint[SliceCount * 256];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }

            slices[value] = crc;
        }

        for (int index = 256; index < slices.Length; index++)
        {
            uint previous = slices[index - 256];
            slices[index] = (previous >> 8) ^ slices[previous & 0xFF];
        }

        return slices;
    }
}
