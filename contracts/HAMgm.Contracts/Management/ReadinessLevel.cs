namespace HAMgm.Contracts.Management;

/// <summary>How much a finding about the readiness matters (ReadinessLevel of the IDL).</summary>
public enum ReadinessLevel
{
    /// <summary>Nobody would take over.</summary>
    Blocks = 0,

    /// <summary>Somebody would, but later, or with less certainty than configured.</summary>
    Degrades = 1,

    /// <summary>Worth knowing.</summary>
    Note = 2,
}
