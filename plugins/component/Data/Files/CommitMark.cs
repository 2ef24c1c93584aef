using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.Component.Data.Files;

/// <summary>
/// <c>hamgm.db-mark</c>: the number of the newest durable commit that was acknowledged. SQLite takes a damaged frame of its log
/// for the log's end and forgets what was committed after it; a database that stands below this mark has lost something
/// (docs/adr/0041). Written after the commit and before its caller is told, so it is never ahead of the truth; synced by
/// <see cref="Sync"/>, so after a power cut it may lag by what came since. Two slots, written in turns: a torn write leaves the other.
/// </summary>
internal sealed class CommitMark : IDisposable
{
    private const int SlotLength = 32;
    private const int SlotDistance = 4096;
    private const ulong Magic = 0x314B_524D_4D47_4148; // the bytes "HAGMMRK1"

    private readonly SafeFileHandle _file;
    private readonly byte[] _slot = new byte[SlotLength];
    private int _isUnsynced;
    private int _turn;

    private CommitMark(SafeFileHandle file, long number, bool isNew, bool isUnreadable)
    {
        _file = file;
        Number = number;
        IsNew = isNew;
        IsUnreadable = isUnreadable;
    }

    /// <summary>The newest commit that was acknowledged, as far as this file knows; 0 for none.</summary>
    public long Number { get; private set; }

    /// <summary>True when nothing was there: a new directory, or one of an older HAMgm.</summary>
    public bool IsNew { get; }

    /// <summary>True when something was there that is no mark.</summary>
    public bool IsUnreadable { get; }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="IOException">The disk refuses it.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static CommitMark Open(string path)
    {
        DataDirectory.CreatePrivate(path);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Span<byte> bytes = stackalloc byte[SlotDistance + SlotLength];
        var read = RandomAccess.Read(file, bytes, 0);
        var (first, second) = (Read(bytes[..read], 0), Read(bytes[..read], SlotDistance));
        var known = first is null && second is null ? 0 : Math.Max(first ?? 0, second ?? 0);
        return new CommitMark(file, known, isNew: read == 0, isUnreadable: read > 0 && first is null && second is null) 
        {
            // The older slot is written next.
            _turn = second is null || first > second ? 1 : 0,
        };
    }

    /// <summary>This commit is on the disk, and is about to be acknowledged. False: the disk refused to note it.</summary>
    public bool Note(long number)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_slot, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(_slot.AsSpan(8), number);
        BinaryPrimitives.WriteUInt32LittleEndian(_slot.AsSpan(16), Checksum(_slot));
        try
        {
            RandomAccess.Write(_file, _slot, _turn * SlotDistance);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        _turn ^= 1;
        Number = number;
        Volatile.Write(ref _isUnsynced, 1);
        return true;
    }

    /// <summary>Puts it on the disk if that has not been done; may be called while <see cref="Note"/> or <see cref="Dispose"/> runs.</summary>
    public void Sync()
    {
        if (Interlocked.Exchange(ref _isUnsynced, 0) == 0)
        {
            return;
        }

        try
        {
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The next commit fails as well, and says so; until then the mark in the page cache still counts.
        }
    }

    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            Sync();
            _file.Dispose();
        }
    }

    private static long? Read(ReadOnlySpan<byte> file, int at)
    {
        if (file.Length < at + SlotLength)
        {
            return null;
        }

        var slot = file.Slice(at, SlotLength);
        return BinaryPrimitives.ReadUInt64LittleEndian(slot) == Magic && BinaryPrimitives.ReadUInt32LittleEndian(slot[16..]) == Checksum(slot)
            ? BinaryPrimitives.ReadInt64LittleEndian(slot[8..])
            : null;
    }

    private static uint Checksum(ReadOnlySpan<byte> slot) => ~BitOperations.Crc32C(
        BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(slot)), BinaryPrimitives.ReadUInt64LittleEndian(slot[8..]));
}
