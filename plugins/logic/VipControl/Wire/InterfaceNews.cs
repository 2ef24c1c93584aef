namespace HAMgm.Logic.VipControl.Wire;

/// <summary>What the kernel's notices mean for the VIP.</summary>
[Flags]
internal enum InterfaceNews
{
    None = 0,

    /// <summary>An address was deleted, the link went down, or notices were lost: look whether the VIP is still there.</summary>
    AddressMayBeGone = 1,

    /// <summary>The link was down and is up again.</summary>
    LinkIsBack = 2,

    /// <summary>The interface came back under another index, or has another Ethernet address: every socket is bound to the old one.</summary>
    Replaced = 4,

    /// <summary>An interface lost its carrier, or all have one again: see <see cref="InterfaceWatch.HasCarrier"/>.</summary>
    CarrierChanged = 8,
}
