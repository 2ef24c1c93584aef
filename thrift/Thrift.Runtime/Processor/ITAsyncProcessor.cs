using Thrift.Protocol;

namespace Thrift.Processor;

/// <summary>Reads one call, runs it and writes its answer; generated for each service.</summary>
public interface ITAsyncProcessor
{
    /// <summary>Serves one call. False: the connection is at its end.</summary>
    /// <exception cref="TException">The call could not be read; close the connection.</exception>
    Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken = default);
}
