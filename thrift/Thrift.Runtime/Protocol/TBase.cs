namespace Thrift.Protocol;

/// <summary>What can be written to a protocol and read back; every generated structure is one.</summary>
public interface TBase : TUnionBase
{
    /// <summary>Reads the structure.</summary>
    /// <exception cref="TException">The bytes are not such a structure, or a limit is exceeded.</exception>
    Task ReadAsync(TProtocol tProtocol, CancellationToken cancellationToken);
}
