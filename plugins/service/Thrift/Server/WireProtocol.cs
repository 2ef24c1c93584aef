namespace HAMgm.Service.Thrift.Server;

/// <summary>The protocols that are told apart.</summary>
internal enum WireProtocol
{
    /// <summary>Binary with a version.</summary>
    Binary,

    /// <summary>Binary without one.</summary>
    OldBinary,

    /// <summary>Compact.</summary>
    Compact,

    /// <summary>JSON.</summary>
    Json,
}
