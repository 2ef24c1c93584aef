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

    /// <summary>Makes the next <see cref="Open"/> possible for so long, by the kernel's clock; the caller then looks at its own once more.</summary>
    void Arm(NetAddress address, int milliseconds);

    /// <summary>Opens it anew; the caller has checked the lease. False when it is not armed any more: it stays shut then.</summary>
    bool Open(NetAddress address, int milliseconds);

    /// <summary>Keeps it open; false when it had shut, and then it stays so.</summary>
    bool Refresh(NetAddress address, int milliseconds);

    /// <summary>Shuts it.</summary>
    void Close(NetAddress address);

    /// <summary>Takes everything away; the addresses answer without it.</summary>
    void Remove();
}
