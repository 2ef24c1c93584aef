using HAMgm.Contracts.Cluster;
using HAMgm.Linux;
using HAMgm.Linux.Packets;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>What the VIP thread tells an operator by itself; what the core makes of its reports, the core tells. Rare; returns at once.</summary>
internal interface IVipAlarms
{
    /// <summary>Somebody removed the gate, and it is back.</summary>
    void GateRebuilt(Epoch term);

    /// <summary>The addresses are back after somebody removed one, or it ran out.</summary>
    void PutBack(Epoch term, string reason, TimeSpan took);

    /// <summary>A machine on another interface than the first one's has one of the further addresses, too.</summary>
    void Duplicate(NetAddress address, MacAddress mac, string interfaceName);

    /// <summary>The gateway or a configured proxy answers for the VIP: that is known, and no conflict.</summary>
    void KnownAnswers(NetAddress address, MacAddress mac);

    /// <summary>An interface of the VIP lost its carrier, or has it again.</summary>
    void Carrier(bool isThere);

    /// <summary>A gateway does not answer echoes from this node's own address (R17's test), or answers again.</summary>
    void GatewayAnswers(NetAddress gateway, bool answers, bool isLocated);

    /// <summary>The gateway answers this node, but not the VIP that was just announced to it.</summary>
    void GatewayIgnoresAnnouncements(NetAddress gateway);
}
