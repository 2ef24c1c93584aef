namespace HAMgm.Contracts.Vip;

/// <summary>The operations of VIPControlModule in spec/1 section 2.3.1 that are for others than the decision core.</summary>
public interface IVipControl
{
    /// <summary>Where the VIP is on this node.</summary>
    VipStatus GetVipStatus();

    /// <summary>Announces once more, if the VIP is bound here.</summary>
    /// <exception cref="Errors.HamgmException">It is not bound here.</exception>
    void SendArpAnnouncement();
}
