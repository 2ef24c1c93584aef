namespace HAMgm.Logic.VipControl.Engine;

/// <summary>What is reported once every address is gone.</summary>
internal enum RemovalOutcome
{
    /// <summary>OnReleased: a release was ordered.</summary>
    Released,

    /// <summary>OnBindFailed: what a failed bind left is undone.</summary>
    BindFailed,

    /// <summary>OnHoldLost has been reported already; nothing more when it went at the first try.</summary>
    HoldLost,
}
