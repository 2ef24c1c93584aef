using Thrift.Protocol;
using Thrift.Transport;

namespace Thrift.Runtime.Tests.Protocol;

/// <summary>The protocols that every test of this folder is run with.</summary>
public enum ProtocolKind
{
    /// <summary>Binary, strict.</summary>
    Binary,

    /// <summary>Binary, without a version.</summary>
    OldBinary,

    /// <summary>Compact.</summary>
    Compact,

    /// <summary>JSON.</summary>
    Json,
}

internal static class ProtocolKinds
{
    public static TProtocol Over(this ProtocolKind kind, TTransport transport) => kind switch
    {
        ProtocolKind.Binary => new TBinaryProtocol(transport),
        ProtocolKind.OldBinary => new TBinaryProtocol(transport, strictRead: false, strictWrite: false),
        ProtocolKind.Json => new TJsonProtocol(transport),
        _ => new TCompactProtocol(transport),
    };
}
