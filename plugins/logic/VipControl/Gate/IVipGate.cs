using HAMgm.Linux;

namespace HAMgm.Logic.VipControl.Gate;

/// <summary>
/// What lets packets for the VIPs in and answers for them out for a moment at a time (safety-rules.md R16), for all of them
/// together. For the VIP thread alone; refusals of the system are <see cref="LinuxException"/>.
/// </summary>
internal interface IVipGate : IDisposable
{
    /// <summary>Takes all managed addresses under control, shut.</summary>
    void Install();

    /// <summary>As <see cref="Install"/>, but what an earlier process left open stays open for so long, without a gap (R14). False when it had shut: nothing has changed then.</summary>
    bool TryInstallOpen(int milliseconds);

    /// <summary>Gives leave to open, for so long from now; it runs out whatever becomes of this process. The caller looks at the lease after it.</summary>
    void Arm(int milliseconds);

    /// <summary>Opens it anew; false when the leave had run out, and then it stays shut.</summary>
    bool Open(int milliseconds);

    /// <summary>Keeps it open; false when it had shut, and then it stays so.</summary>
    bool Refresh(int milliseconds);

    /// <summary>Whether it is all there; without it nothing is gated.</summary>
    bool IsIntact();

    /// <summary>Puts it back where somebody removed it, open: the caller holds.</summary>
    void Rebuild(int milliseconds);

    /// <summary>Shuts it.</summary>
    void Close();

    /// <summary>Takes everything away; the addresses answer without it.</summary>
    void Remove();
}
