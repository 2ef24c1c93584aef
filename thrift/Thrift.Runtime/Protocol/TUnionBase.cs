namespace Thrift.Protocol;

/// <summary>What can be written to a protocol.</summary>
public interface TUnionBase
{
    /// <summary>Writes the structure.</summary>
    Task WriteAsync(TProtocol tProtocol, CancellationToken cancellationToken);
}
