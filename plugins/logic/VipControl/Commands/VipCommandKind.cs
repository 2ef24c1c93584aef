namespace HAMgm.Logic.VipControl.Commands;

/// <summary>What the decision core can order.</summary>
internal enum VipCommandKind
{
    Bind,
    Release,
    Refresh,
    Announce,
    Claim,
    ProbeWire,
    ProbeGateway,
    Park,
    Adopt,
}
