using System.Runtime.InteropServices;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>A user of this host.</summary>
/// <param name="Name">The name.</param>
/// <param name="UserId">The number.</param>
/// <param name="GroupId">Its own group.</param>
/// <param name="Home">Its home folder.</param>
public sealed record UserAccount(string Name, uint UserId, uint GroupId, string Home)
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>The user whose rights this process has.</summary>
    public static uint CurrentUserId => Libc.GetEffectiveUserId();

    /// <summary>Looks a user up, wherever the host keeps them (nsswitch.conf); null when there is none of that name.</summary>
    public static unsafe UserAccount? Find(string name)
    {
        PasswordEntry entry;
        PasswordEntry* result;
        byte* buffer = stackalloc byte[BufferBytes];
        return Libc.GetPasswordEntry(name, &entry, buffer, BufferBytes, &result) == 0 && result != null
            ? new UserAccount(name, entry.UserId, entry.GroupId, Marshal.PtrToStringUTF8((nint)entry.Home) ?? "/")
            : null;
    }
}
