namespace HAMgm.Contracts.Management;

/// <summary>What is to be synchronised (SyncDataType of the IDL).</summary>
public enum SyncKind
{
    /// <summary>Configuration files.</summary>
    Config = 0,

    /// <summary>Certificates.</summary>
    Certificate = 1,

    /// <summary>Data files.</summary>
    Data = 2,

    /// <summary>All of them.</summary>
    All = 3,
}
