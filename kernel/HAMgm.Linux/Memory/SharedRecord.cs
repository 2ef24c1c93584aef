using System.Buffers.Binary;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Memory;

/// <summary>
/// One record in a mapped file of 4096 bytes: one process writes it, others read it, nobody waits for anybody. What was
/// written stays when the writer is killed, at any instruction.
/// </summary>
/// <remarks>
/// <para>Two slots are written in turn, and a sequence number names the newest whole one. So a writer killed in the middle
/// of a write spoils only the older slot, and readers go on with the record before (a seqlock with one slot would leave
/// them nothing). A reader retries when it was overtaken; each slot carries its own sequence number and a CRC-32.</para>
/// <para>Put the file on tmpfs (/run, /dev/shm) or use <see cref="CreateAnonymous"/>: on a disk, the first write after
/// the kernel has begun to write the page back can wait for the disk, and the loop that keeps the lease with it.</para>
/// <para>Layout, little-endian: magic u32, version u32, sequence u64; slots at 64 and 2080: sequence u64, length u32,
/// CRC u32 (of the payload, mixed with sequence and length), payload. Write and TryRead allocate nothing.</para>
/// </remarks>
public sealed unsafe class SharedRecord : IDisposable
{
    /// <summary>The size of the file.</summary>
    public const int FileBytes = 4096;

    /// <summary>The most that one record holds.</summary>
    public const int MaxPayloadBytes = SlotBytes - SlotHeaderBytes;

    private const uint Magic = 0x4C4D4148; // "HAML"
    private const uint FormatVersion = 1;
    private const int SequenceAt = 8;
    private const int SlotsAt = 64;
    private const int SlotBytes = 2016;
    private const int SlotHeaderBytes = 16;
    private const int ReadAttempts = 1000;

    private const string ProcessFolder = "/proc/";
    private const int OpenReadOnly = 0;
    private const int OpenReadWrite = 2;
    private const int OpenCreate = 0x40;
    private const int OpenNoFollow = 0x20000;
    private const int OpenCloseOnExec = 0x80000;
    private const int SeekEnd = 2;
    private const int ProtectRead = 1;
    private const int ProtectWrite = 2;
    private const int MapShared = 1;
    private const uint OwnerOnly = 0x180; // 0600

    private readonly FileDescriptor file;
    private readonly bool writable;
    private byte* map;

    private SharedRecord(FileDescriptor file, bool writable, string name)
    {
        this.file = file;
        this.writable = writable;
        try
        {
            if (writable && Libc.LSeek(file, 0, SeekEnd) < FileBytes && Libc.FTruncate(file, FileBytes) != 0)
            {
                throw LinuxException.Last($"size the shared record {name}");
            }

            // A mapping beyond the end of a file ends the process with SIGBUS when it is touched.
            if (Libc.LSeek(file, 0, SeekEnd) < FileBytes)
            {
                throw new LinuxException($"map the shared record {name}", Errno.EINVAL, "The file is too short: its writer has not made it yet, or it is something else.");
            }

            nint mapped = Libc.MMap(0, FileBytes, writable ? ProtectRead | ProtectWrite : ProtectRead, MapShared, file, 0);
            map = mapped != -1 ? (byte*)mapped : throw LinuxException.Last($"map the shared record {name}");
        }
        catch (LinuxException)
        {
            file.Dispose();
            throw;
        }

        if (writable)
        {
            Prepare();
        }
    }

    /// <summary>The descriptor, for handing an anonymous record to a child process.</summary>
    public FileDescriptor Descriptor => file;

    private Span<byte> Whole => new(map != null ? map : throw new ObjectDisposedException(nameof(SharedRecord)), FileBytes);

    /// <summary>Opens the record for its one writer, making the file (mode 0600) if it is not there; an existing record stays readable.</summary>
    public static SharedRecord OpenWriter(string path)
    {
        FileDescriptor file = FileDescriptor.FromResult(
            Libc.Open(path, OpenReadWrite | OpenCreate | OpenNoFollow | OpenCloseOnExec, OwnerOnly),
            $"create the shared record {path}",
            "The folder must exist and be writable.");

        // An existing file may have been made with another mode.
        _ = Libc.FChMod(file, OwnerOnly);
        return new SharedRecord(file, writable: true, path);
    }

    /// <summary>
    /// Makes the record in memory, and a link at the path by which others find it while this process lives: a disk that is
    /// slow or broken neither delays a write nor ends the writer. What readers have mapped stays when the writer dies.
    /// </summary>
    public static SharedRecord OpenWriterInMemory(string path)
    {
        SharedRecord record = CreateAnonymous("hamgm-record");
        try
        {
            string made = path + ".new";
            File.Delete(made);
            File.CreateSymbolicLink(made, $"{ProcessFolder}{Environment.ProcessId}/fd/{record.file.Value}");
            File.Move(made, path, overwrite: true);
            return record;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            record.Dispose();
            throw new LinuxException($"publish the shared record {path} ({refusal.Message})", Errno.EACCES, "The folder must exist and be writable.");
        }
    }

    /// <summary>
    /// Opens the record for reading, in its file or in its writer's memory. Throws ENOENT when it is missing, or its writer
    /// has gone, EINVAL when it is too short.
    /// </summary>
    public static SharedRecord OpenReader(string path) =>
        new FileInfo(path).LinkTarget is string target && target.StartsWith(ProcessFolder, StringComparison.Ordinal)
        ? new(FileDescriptor.FromResult(Libc.Open(target, OpenReadOnly | OpenCloseOnExec, 0), $"open the shared record {path}"), writable: false, path)
        : new(FileDescriptor.FromResult(Libc.Open(path, OpenReadOnly | OpenNoFollow | OpenCloseOnExec, 0), $"open the shared record {path}"), writable: false, path);

    /// <summary>A record in memory only (memfd), to be handed to a child by its descriptor; lives as long as somebody holds it.</summary>
    public static SharedRecord CreateAnonymous(string name)
    {
        const uint CloseOnExec = 1;
        return new SharedRecord(FileDescriptor.FromResult(Libc.MemFdCreate(name, CloseOnExec), $"create the shared record {name}"), writable: true, name);
    }

    /// <summary>The record behind an inherited descriptor, which this object then owns.</summary>
    public static SharedRecord FromDescriptor(int descriptor, bool writable) =>
        new(new FileDescriptor(descriptor), writable, $"of descriptor {descriptor}");

    /// <summary>Replaces the record. Only one process may write.</summary>
    public void Write(ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayloadBytes, nameof(payload));
        if (!writable)
        {
            throw new InvalidOperationException("This shared record was opened for reading.");
        }

        Span<byte> whole = Whole;
        ulong next = Volatile.Read(ref *(ulong*)(map + SequenceAt)) + 1;
        int at = SlotOf(next);
        Span<byte> slot = whole.Slice(at, SlotBytes);
        ref ulong slotSequence = ref *(ulong*)(map + at);

        // Marked unfinished before a byte changes, so that a reader overtaken twice notices.
        Volatile.Write(ref slotSequence, 0);
        Interlocked.MemoryBarrier();
        payload.CopyTo(slot[SlotHeaderBytes..]);
        BinaryPrimitives.WriteInt32LittleEndian(slot[8..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[12..], Checksum(next, payload));
        Volatile.Write(ref slotSequence, next);
        Volatile.Write(ref *(ulong*)(map + SequenceAt), next);
    }

    /// <summary>Copies the newest whole record.</summary>
    /// <param name="payload">Takes it; <see cref="MaxPayloadBytes"/> always fit.</param>
    /// <param name="length">Its length.</param>
    /// <returns>False when there is none, it is damaged, or it does not fit.</returns>
    public bool TryRead(Span<byte> payload, out int length)
    {
        Span<byte> whole = Whole;
        length = 0;
        if (BinaryPrimitives.ReadUInt32LittleEndian(whole) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(whole[4..]) != FormatVersion)
        {
            return false;
        }

        for (int attempt = 0; attempt < ReadAttempts; attempt++)
        {
            ulong sequence = Volatile.Read(ref *(ulong*)(map + SequenceAt));
            if (sequence == 0)
            {
                return false;
            }

            int at = SlotOf(sequence);
            ref ulong slotSequence = ref *(ulong*)(map + at);
            if (Volatile.Read(ref slotSequence) == sequence)
            {
                ReadOnlySpan<byte> slot = whole.Slice(at, SlotBytes);
                int size = BinaryPrimitives.ReadInt32LittleEndian(slot[8..]);
                uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(slot[12..]);
                bool fits = (uint)size <= (uint)Math.Min(payload.Length, MaxPayloadBytes);
                if (fits)
                {
                    slot.Slice(SlotHeaderBytes, size).CopyTo(payload);
                }

                Interlocked.MemoryBarrier();
                if (Volatile.Read(ref slotSequence) == sequence)
                {
                    length = fits ? size : 0;
                    return fits && Checksum(sequence, payload[..size]) == checksum;
                }
            }

            Thread.SpinWait(20);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (map != null)
        {
            _ = Libc.MUnmap((nint)map, FileBytes);
            map = null;
        }

        file.Dispose();
    }

    private static int SlotOf(ulong sequence) => SlotsAt + ((int)(sequence & 1) * SlotBytes);

    private static uint Checksum(ulong sequence, ReadOnlySpan<byte> payload) =>
        Crc32.Of(payload) ^ (uint)sequence ^ (uint)(sequence >> 32) ^ ((uint)payload.Length * 0x9E37_79B9);

    private void Prepare()
    {
        Span<byte> whole = Whole;
        if (BinaryPrimitives.ReadUInt32LittleEndian(whole) != Magic || BinaryPrimitives.ReadUInt32LittleEndian(whole[4..]) != FormatVersion)
        {
            whole.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(whole[4..], FormatVersion);
            BinaryPrimitives.WriteUInt32LittleEndian(whole, Magic);
        }
    }
}
