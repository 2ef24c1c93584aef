namespace HAMgm.Linux.Notify;

/// <summary>One message of a supervised process.</summary>
/// <param name="SenderPid">Who sent it, by the kernel's word; 0 when the kernel does not know it in this namespace.</param>
/// <param name="SenderUid">Its user.</param>
/// <param name="Fields">NAME → value; of a repeated name the last.</param>
public sealed record NotifyMessage(int SenderPid, uint SenderUid, IReadOnlyDictionary<string, string> Fields);
