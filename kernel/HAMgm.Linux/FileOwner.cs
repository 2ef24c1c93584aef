using System.Buffers.Binary;
using HAMgm.Linux.Native;

namespace HAMgm.Linux;

/// <summary>Whose a file is and who may change it (statx(2), symbolic links followed).</summary>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
/// <param name="Mode">Type and permission bits.</param>
public readonly record struct FileOwner(uint UserId, uint GroupId, ushort Mode)
{
    private const int NoFollow = 0x100;
    private const int GroupWrite = 0b010_000;
    private const int OtherWrite = 0b010;
    private const int Sticky = 0b001_000_000_000;

    /// <summary>Whether only its owner may delete what lies in this folder, whoever may write into it.</summary>
    public bool IsSticky => (Mode & Sticky) != 0;

    /// <summary>Whether its group may change it.</summary>
    public bool IsGroupWritable => (Mode & GroupWrite) != 0;

    /// <summary>Whether everybody may.</summary>
    public bool IsWorldWritable => (Mode & OtherWrite) != 0;

    /// <summary>Reads it; null when there is no such file, or it may not be looked at.</summary>
    public static FileOwner? Read(string path) => Read(path, 0);

    /// <summary>The same of a symbolic link itself.</summary>
    public static FileOwner? ReadLink(string path) => Read(path, NoFollow);

    private static unsafe FileOwner? Read(string path, int flags)
    {
        const int CurrentFolder = -100;
        const uint TypeModeUserGroup = 0x1 | 0x2 | 0x8 | 0x10;
        byte* result = stackalloc byte[256];
        if (Libc.StatX(CurrentFolder, path, flags, TypeModeUserGroup, result) != 0)
        {
            return null;
        }

        // struct statx has the same layout everywhere: uid at 20, gid at 24, mode at 28.
        var bytes = new ReadOnlySpan<byte>(result, 256);
        return BitConverter.IsLittleEndian
            ? new FileOwner(BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]))
            : new FileOwner(BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[24..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[28..]));
    }
}
