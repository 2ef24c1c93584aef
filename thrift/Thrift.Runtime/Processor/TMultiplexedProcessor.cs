using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;

namespace Thrift.Processor;

/// <summary>Gives each call to the processor of the service that its name begins with (<see cref="TMultiplexedProtocol"/>).</summary>
public class TMultiplexedProcessor : ITAsyncProcessor
{
    private readonly Dictionary<string, ITAsyncProcessor> _processors = [];
    private ITAsyncProcessor? _default;

    /// <summary>Says who serves a service; to be called before the first call is served.</summary>
    public void RegisterProcessor(string serviceName, ITAsyncProcessor processor)
    {
        ArgumentException.ThrowIfNullOrEmpty(serviceName);
        ArgumentNullException.ThrowIfNull(processor);
        _processors.Add(serviceName, processor);
    }

    /// <summary>Says who serves calls that name no service.</summary>
    public void RegisterDefault(ITAsyncProcessor processor)
    {
        ArgumentNullException.ThrowIfNull(processor);
        _default = processor;
    }

    /// <inheritdoc/>
    public async Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(iprot);
        ArgumentNullException.ThrowIfNull(oprot);
        try
        {
            var message = await iprot.ReadMessageBeginAsync(cancellationToken);
            if (message.Type is not (TMessageType.Call or TMessageType.Oneway))
            {
                await RefuseAsync(
                    iprot, oprot, message, TApplicationException.ExceptionType.InvalidMessageType, $"A message of type {message.Type}", cancellationToken);
                return false;
            }

            var separator = message.Name.IndexOf(TMultiplexedProtocol.SEPARATOR, StringComparison.Ordinal);
            var processor = _default;
            if (separator >= 0 && !_processors.TryGetValue(message.Name[..separator], out processor))
            {
                await RefuseAsync(
                    iprot, oprot, message, TApplicationException.ExceptionType.InternalError, $"Unknown service in '{message.Name}'", cancellationToken);
                return true;
            }

            if (processor is null)
            {
                await RefuseAsync(
                    iprot, oprot, message, TApplicationException.ExceptionType.InvalidProtocol, $"No service in '{message.Name}'", cancellationToken);
                return true;
            }

            message.Name = message.Name[(separator + 1)..];
            return await processor.ProcessAsync(new HeadAlreadyRead(iprot, message), oprot, cancellationToken);
        }
        catch (IOException)
        {
            // As in the processors of the compiler: the connection is at its end.
            return false;
        }
    }

    private static async Task RefuseAsync(
        TProtocol iprot,
        TProtocol oprot,
        TMessage message,
        TApplicationException.ExceptionType type,
        string text,
        CancellationToken cancellationToken)
    {
        await TProtocolUtil.SkipAsync(iprot, TType.Struct, cancellationToken);
        await iprot.ReadMessageEndAsync(cancellationToken);
        await oprot.WriteMessageBeginAsync(new TMessage(message.Name, TMessageType.Exception, message.SeqID), cancellationToken);
        await new TApplicationException(type, text).WriteAsync(oprot, cancellationToken);
        await oprot.WriteMessageEndAsync(cancellationToken);
        await oprot.Transport.FlushAsync(cancellationToken);
    }

    /// <summary>The processor of the service reads the head once more, with the method's own name.</summary>
    private sealed class HeadAlreadyRead(TProtocol protocol, TMessage message) : TProtocolDecorator(protocol)
    {
        public override ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken) => new(message);
    }
}
