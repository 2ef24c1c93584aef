using System.Buffers.Binary;

namespace HAMgm.Kernel.Loading;

/// <summary>
/// What the headers of an assembly's file say (ECMA-335 II.25), as far as loading it needs to know. System.Reflection.Metadata would tell the
/// same, and stay in memory for it.
/// </summary>
/// <param name="End">Length that its sections need, bytes.</param>
/// <param name="IsCompiledAhead">Whether it carries native code (ReadyToRun).</param>
internal readonly record struct AssemblyHeaders(long End, bool IsCompiledAhead)
{
    private const int Bounds = 4096;
    private const int CoffHeader = 24;
    private const int Section = 40;
    private const int CliDirectory = 14;
    private const int CliHeader = 72;
    private const int NativeHeaderSize = 68;

    /// <summary>Reads them.</summary>
    /// <exception cref="BadImageFormatException">It is no assembly, or they are not all there.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AssemblyHeaders Read(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[Bounds];
        file.Position = 0;
        ReadOnlySpan<byte> headers = bytes[..file.ReadAtLeast(bytes, Bounds, throwOnEndOfStream: false)];
        try
        {
            return Read(file, headers);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or EndOfStreamException)
        {
            throw new BadImageFormatException("its headers are not all there", e);
        }
    }

    private static AssemblyHeaders Read(FileStream file, ReadOnlySpan<byte> headers)
    {
        int coff = headers.StartsWith("MZ"u8) ? Number(headers, 0x3C) : throw new BadImageFormatException("it does not begin as an assembly does");
        if (coff < 0 || coff > Bounds - CoffHeader || !headers[coff..].StartsWith("PE\0\0"u8))
        {
            throw new BadImageFormatException("it has no PE header");
        }

        int sections = Short(headers, coff + 6);
        int optional = coff + CoffHeader;
        int directories = optional + (Short(headers, optional) == 0x20B ? 112 : 96);
        if (sections == 0 || Number(headers, directories - 4) <= CliDirectory)
        {
            throw new BadImageFormatException("it is not managed code");
        }

        ReadOnlySpan<byte> table = headers.Slice(optional + Short(headers, coff + 20), sections * Section);
        uint cli = (uint)Number(headers, directories + (8 * CliDirectory));
        long end = 0;
        long cliAt = -1;
        for (; table.Length > 0; table = table[Section..])
        {
            uint address = (uint)Number(table, 12);
            uint size = (uint)Number(table, 16);
            uint at = (uint)Number(table, 20);
            end = Math.Max(end, (long)at + size);
            if (cli >= address && cli - address < size)
            {
                cliAt = at + (long)(cli - address);
            }
        }

        if (cliAt < 0)
        {
            throw new BadImageFormatException("it is not managed code");
        }

        // A file that was cut short has no such header where the section table says; that the sections are not there is what the caller wants to hear.
        Span<byte> header = stackalloc byte[CliHeader];
        file.Position = cliAt;
        bool isThere = file.ReadAtLeast(header, CliHeader, throwOnEndOfStream: false) == CliHeader;
        return new AssemblyHeaders(end, isThere && Number(header, NativeHeaderSize) > 0);
    }

    private static int Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private static int Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
