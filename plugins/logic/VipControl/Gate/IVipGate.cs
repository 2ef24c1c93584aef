using HAMgm.Linux;

namespace HAMgm.Logic.VipControl.Gate;

/// <summary>
/// What lets packets for the VIP in and answers for it out for a moment at a time (safety-rules.md R16). For the VIP thread
/// alone; refusals of the system are <see cref="LinuxException"/>.
/// </summary>
internal interface IVipGate : IDisposable
{
    /// <summary>Takes all managed addresses under control, shut.</summary>
    void Install();

    /// <summary>As <see cref="Install"/>, but what an earlier process left open stays open for so long, without a gap (R14). False when it had shut: nothing has changed then.</summary>
    bool TryInstallOpen(int milliseconds);

    /// <summary>Opens it anew; the caller has checked the lease.</summary>
    void Open(NetAddress address, int milliseconds);

    /// <summary>Keeps it open; false when it had shut, and then it stays so.</summary>
    bool Refresh(NetAddress address, int milliseconds);

    /// <summary>Shuts it.</summary>
    void Close(NetAddress address);

    /// <summary>Takes everything away; the addresses answer without it.</summary>
    void Remove();
}
