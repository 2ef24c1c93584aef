using System.Buffers.Binary;

namespace HAMgm.Kernel.Loading;

/// <summary>
/// Whether the file of a library is all there: somebody may be copying it this moment, or the copy was cut short. A native one that is
/// not must not even be tried: the system's loader maps what the headers promise, and the process ends with SIGBUS.
/// </summary>
internal static class WholeImage
{
    private const int ElfHeader = 64;

    /// <summary>Null when it is, else what is missing.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? WhyNot(string path)
    {
        using FileStream file = File.OpenRead(path);
        return file.Length == 0 ? "it is empty"
            : Path.GetExtension(path) == ".dll" ? Assembly(file)
            : Elf(file);
    }

    private static string? Assembly(FileStream file)
    {
        try
        {
            return Missing(file.Length, AssemblyHeaders.Read(file).End);
        }
        catch (BadImageFormatException e)
        {
            return e.Message;
        }
    }

    /// <summary>64-bit ELF, as all that HAMgm runs on; anything else the system's loader refuses by itself.</summary>
    private static string? Elf(FileStream file)
    {
        Span<byte> header = stackalloc byte[ElfHeader];
        int length = file.ReadAtLeast(header, ElfHeader, throwOnEndOfStream: false);
        if (!header[..length].StartsWith("\u007fELF"u8))
        {
            return null;
        }

        if (length < ElfHeader)
        {
            return Missing(length, ElfHeader);
        }

        long segments = BinaryPrimitives.ReadInt64LittleEndian(header[0x20..]);
        int segmentSize = BinaryPrimitives.ReadUInt16LittleEndian(header[0x36..]);
        int segmentCount = BinaryPrimitives.ReadUInt16LittleEndian(header[0x38..]);
        long sections = BinaryPrimitives.ReadInt64LittleEndian(header[0x28..])
            + ((long)BinaryPrimitives.ReadUInt16LittleEndian(header[0x3A..]) * BinaryPrimitives.ReadUInt16LittleEndian(header[0x3C..]));
        long end = Math.Max(sections, segments + ((long)segmentSize * segmentCount));
        if (Missing(file.Length, end) is { } headersMissing)
        {
            return headersMissing;
        }

        Span<byte> segment = stackalloc byte[56];
        for (int i = 0; i < segmentCount && segmentSize == segment.Length; i++)
        {
            file.Position = segments + ((long)i * segmentSize);
            file.ReadExactly(segment);
            end = Math.Max(end, BinaryPrimitives.ReadInt64LittleEndian(segment[0x08..]) + BinaryPrimitives.ReadInt64LittleEndian(segment[0x20..]));
        }

        return Missing(file.Length, end);
    }

    private static string? Missing(long length, long end) =>
        end < 0 || end > length ? $"it has {length} bytes, and should have {end}" : null;
}
