using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Vip;

namespace HAMgm.TestSupport;

/// <summary>A VIP that is where the test says.</summary>
internal sealed class FakeVipControl : IVipControl
{
    public VipStatus Status { get; set; } = new(
        ["10.0.0.9"], VipState.Unbound, "eth0", "simulated", "off", TimeSpan.FromSeconds(1), 1000, "", "10.0.0.1");

    public VipStatus GetVipStatus() => Status;

    public void SendArpAnnouncement()
    {
    }
}
