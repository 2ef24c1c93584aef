using Thrift.Protocol.Entities;

namespace Thrift.Protocol.Utilities;

/// <summary>What generated code needs besides the protocol itself.</summary>
public static class TProtocolUtil
{
    /// <summary>Reads a value and forgets it: how a field that this version does not know is passed over.</summary>
    /// <exception cref="TProtocolException">An unknown type, or nested too deeply.</exception>
    public static async Task SkipAsync(TProtocol protocol, TType type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        protocol.IncrementRecursionDepth();
        try
        {
            switch (type)
            {
                case TType.Bool:
                    await protocol.ReadBoolAsync(cancellationToken);
                    break;
                case TType.Byte:
                    await protocol.ReadByteAsync(cancellationToken);
                    break;
                case TType.I16:
                    await protocol.ReadI16Async(cancellationToken);
                    break;
                case TType.I32:
                    await protocol.ReadI32Async(cancellationToken);
                    break;
                case TType.I64:
                    await protocol.ReadI64Async(cancellationToken);
                    break;
                case TType.Double:
                    await protocol.ReadDoubleAsync(cancellationToken);
                    break;
                case TType.Uuid:
                    await protocol.ReadUuidAsync(cancellationToken);
                    break;
                case TType.String:
                    await protocol.SkipStringAsync(cancellationToken);
                    break;
                case TType.Struct:
                    await SkipStructAsync(protocol, cancellationToken);
                    break;
                case TType.Map:
                    var map = await protocol.ReadMapBeginAsync(cancellationToken);
                    for (var i = 0; i < map.Count; i++)
                    {
                        await SkipAsync(protocol, map.KeyType, cancellationToken);
                        await SkipAsync(protocol, map.ValueType, cancellationToken);
                    }

                    await protocol.ReadMapEndAsync(cancellationToken);
                    break;
                case TType.Set:
                    var set = await protocol.ReadSetBeginAsync(cancellationToken);
                    await SkipManyAsync(protocol, set.ElementType, set.Count, cancellationToken);
                    await protocol.ReadSetEndAsync(cancellationToken);
                    break;
                case TType.List:
                    var list = await protocol.ReadListBeginAsync(cancellationToken);
                    await SkipManyAsync(protocol, list.ElementType, list.Count, cancellationToken);
                    await protocol.ReadListEndAsync(cancellationToken);
                    break;
                default:
                    throw new TProtocolException(TProtocolException.INVALID_DATA, $"Unknown field type {(byte)type}.");
            }
        }
        finally
        {
            protocol.DecrementRecursionDepth();
        }
    }

    private static async Task SkipManyAsync(TProtocol protocol, TType type, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await SkipAsync(protocol, type, cancellationToken);
        }
    }

    private static async Task SkipStructAsync(TProtocol protocol, CancellationToken cancellationToken)
    {
        await protocol.ReadStructBeginAsync(cancellationToken);
        while (true)
        {
            var field = await protocol.ReadFieldBeginAsync(cancellationToken);
            if (field.Type == TType.Stop)
            {
                break;
            }

            await SkipAsync(protocol, field.Type, cancellationToken);
            await protocol.ReadFieldEndAsync(cancellationToken);
        }

        await protocol.ReadStructEndAsync(cancellationToken);
    }
}
