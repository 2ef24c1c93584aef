using System.Buffers.Binary;
using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace Thrift.Protocol;

/// <summary>
/// The binary protocol: fixed widths, big-endian. Strict messages begin with a version; old ones
/// begin with the length of the name, and are read as well unless strictRead is set.
/// </summary>
public class TBinaryProtocol : TProtocol
{
    /// <summary>The bits of a message's first word that hold the version.</summary>
    protected const uint VersionMask = 0xffff0000;

    /// <summary>The version.</summary>
    protected const uint Version1 = 0x80010000;

    // One call at a time uses a protocol, so one scratch buffer is enough in each direction.
    private readonly byte[] _in = new byte[16];
    private readonly byte[] _out = new byte[16];

    /// <summary>Reads both kinds, writes strict messages.</summary>
    public TBinaryProtocol(TTransport trans)
        : this(trans, strictRead: false, strictWrite: true)
    {
    }

    /// <summary>Says which kinds to read and to write.</summary>
    public TBinaryProtocol(TTransport trans, bool strictRead, bool strictWrite)
        : base(trans)
    {
        StrictRead = strictRead;
        StrictWrite = strictWrite;
    }

    /// <summary>Refuses messages without a version.</summary>
    protected bool StrictRead { get; }

    /// <summary>Writes messages with a version.</summary>
    protected bool StrictWrite { get; }

    /// <inheritdoc/>
    public override async Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken)
    {
        if (StrictWrite)
        {
            await WriteI32Async(unchecked((int)(Version1 | (uint)message.Type)), cancellationToken);
            await WriteStringAsync(message.Name, cancellationToken);
        }
        else
        {
            await WriteStringAsync(message.Name, cancellationToken);
            await WriteByteAsync((sbyte)message.Type, cancellationToken);
        }

        await WriteI32Async(message.SeqID, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteMessageEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteStructBeginAsync(TStruct @struct, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteStructEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteFieldBeginAsync(TField field, CancellationToken cancellationToken)
    {
        _out[0] = (byte)field.Type;
        BinaryPrimitives.WriteInt16BigEndian(_out.AsSpan(1), field.ID);
        return Transport.WriteAsync(_out, 0, 3, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteFieldEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteFieldStopAsync(CancellationToken cancellationToken) =>
        WriteByteAsync((sbyte)TType.Stop, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteMapBeginAsync(TMap map, CancellationToken cancellationToken)
    {
        _out[0] = (byte)map.KeyType;
        _out[1] = (byte)map.ValueType;
        BinaryPrimitives.WriteInt32BigEndian(_out.AsSpan(2), map.Count);
        return Transport.WriteAsync(_out, 0, 6, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteMapEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteListBeginAsync(TList list, CancellationToken cancellationToken) =>
        WriteElementsBeginAsync(list.ElementType, list.Count, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteListEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteSetBeginAsync(TSet set, CancellationToken cancellationToken) =>
        WriteElementsBeginAsync(set.ElementType, set.Count, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteSetEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteBoolAsync(bool b, CancellationToken cancellationToken) =>
        WriteByteAsync(b ? (sbyte)1 : (sbyte)0, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteByteAsync(sbyte b, CancellationToken cancellationToken)
    {
        _out[0] = unchecked((byte)b);
        return Transport.WriteAsync(_out, 0, 1, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteI16Async(short i16, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt16BigEndian(_out, i16);
        return Transport.WriteAsync(_out, 0, 2, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteI32Async(int i32, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt32BigEndian(_out, i32);
        return Transport.WriteAsync(_out, 0, 4, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteI64Async(long i64, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt64BigEndian(_out, i64);
        return Transport.WriteAsync(_out, 0, 8, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteDoubleAsync(double d, CancellationToken cancellationToken) =>
        WriteI64Async(BitConverter.DoubleToInt64Bits(d), cancellationToken);

    /// <inheritdoc/>
    public override async Task WriteBinaryAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        await WriteI32Async(bytes.Length, cancellationToken);
        await Transport.WriteAsync(bytes, 0, bytes.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteUuidAsync(Guid uuid, CancellationToken cancellationToken)
    {
        uuid.TryWriteBytes(_out, bigEndian: true, out _);
        return Transport.WriteAsync(_out, 0, 16, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken)
    {
        Transport.ResetConsumedMessageSize();
        var first = await ReadI32Async(cancellationToken);
        if (first < 0)
        {
            var word = unchecked((uint)first);
            if ((word & VersionMask) != Version1)
            {
                throw new TProtocolException(TProtocolException.BAD_VERSION, $"Bad version 0x{word:x8} in a message.");
            }

            var strictType = BoundedReads.CheckMessageType((int)(word & 0xff));
            var strictName = await ReadStringAsync(cancellationToken);
            return new TMessage(strictName, strictType, await ReadI32Async(cancellationToken));
        }

        if (StrictRead)
        {
            throw new TProtocolException(TProtocolException.BAD_VERSION, "A message without a version.");
        }

        var name = StrictText.Decode(await BoundedReads.ReadBytesAsync(Transport, first, cancellationToken));
        var type = BoundedReads.CheckMessageType(await ReadByteAsync(cancellationToken));
        return new TMessage(name, type, await ReadI32Async(cancellationToken));
    }

    /// <inheritdoc/>
    public override Task ReadMessageEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask<TStruct> ReadStructBeginAsync(CancellationToken cancellationToken) => new(default(TStruct));

    /// <inheritdoc/>
    public override Task ReadStructEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken)
    {
        var type = (TType)await ReadByteAsync(cancellationToken);
        return type == TType.Stop ? default : new TField(string.Empty, type, await ReadI16Async(cancellationToken));
    }

    /// <inheritdoc/>
    public override Task ReadFieldEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask<TMap> ReadMapBeginAsync(CancellationToken cancellationToken)
    {
        var key = (TType)await ReadByteAsync(cancellationToken);
        var value = (TType)await ReadByteAsync(cancellationToken);
        var count = await ReadI32Async(cancellationToken);
        BoundedReads.CheckContainer(Transport, count, count > 0 ? GetMinSerializedSize(key) + GetMinSerializedSize(value) : 0);
        return new TMap(key, value, count);
    }

    /// <inheritdoc/>
    public override Task ReadMapEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask<TList> ReadListBeginAsync(CancellationToken cancellationToken)
    {
        var (type, count) = await ReadElementsBeginAsync(cancellationToken);
        return new TList(type, count);
    }

    /// <inheritdoc/>
    public override Task ReadListEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask<TSet> ReadSetBeginAsync(CancellationToken cancellationToken)
    {
        var (type, count) = await ReadElementsBeginAsync(cancellationToken);
        return new TSet(type, count);
    }

    /// <inheritdoc/>
    public override Task ReadSetEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken) =>
        await ReadByteAsync(cancellationToken) != 0;

    /// <inheritdoc/>
    public override async ValueTask<sbyte> ReadByteAsync(CancellationToken cancellationToken)
    {
        await Transport.ReadAllAsync(_in, 0, 1, cancellationToken);
        return unchecked((sbyte)_in[0]);
    }

    /// <inheritdoc/>
    public override async ValueTask<short> ReadI16Async(CancellationToken cancellationToken)
    {
        await Transport.ReadAllAsync(_in, 0, 2, cancellationToken);
        return BinaryPrimitives.ReadInt16BigEndian(_in);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadI32Async(CancellationToken cancellationToken)
    {
        await Transport.ReadAllAsync(_in, 0, 4, cancellationToken);
        return BinaryPrimitives.ReadInt32BigEndian(_in);
    }

    /// <inheritdoc/>
    public override async ValueTask<long> ReadI64Async(CancellationToken cancellationToken)
    {
        await Transport.ReadAllAsync(_in, 0, 8, cancellationToken);
        return BinaryPrimitives.ReadInt64BigEndian(_in);
    }

    /// <inheritdoc/>
    public override async ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken) =>
        BitConverter.Int64BitsToDouble(await ReadI64Async(cancellationToken));

    /// <inheritdoc/>
    public override async ValueTask<byte[]> ReadBinaryAsync(CancellationToken cancellationToken)
    {
        var size = await ReadI32Async(cancellationToken);
        return await BoundedReads.ReadBytesAsync(Transport, size, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<Guid> ReadUuidAsync(CancellationToken cancellationToken)
    {
        await Transport.ReadAllAsync(_in, 0, 16, cancellationToken);
        return new Guid(_in, bigEndian: true);
    }

    /// <inheritdoc/>
    public override int GetMinSerializedSize(TType type) => type switch
    {
        TType.Bool or TType.Byte or TType.Struct => 1,
        TType.I16 => 2,
        TType.I32 or TType.String => 4,
        TType.I64 or TType.Double => 8,
        TType.List or TType.Set => 5,
        TType.Map => 6,
        TType.Uuid => 16,
        _ => throw new TProtocolException(TProtocolException.INVALID_DATA, $"Unknown element type {(byte)type}."),
    };

    private Task WriteElementsBeginAsync(TType type, int count, CancellationToken cancellationToken)
    {
        _out[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(_out.AsSpan(1), count);
        return Transport.WriteAsync(_out, 0, 5, cancellationToken);
    }

    private async ValueTask<(TType Type, int Count)> ReadElementsBeginAsync(CancellationToken cancellationToken)
    {
        var type = (TType)await ReadByteAsync(cancellationToken);
        var count = await ReadI32Async(cancellationToken);
        BoundedReads.CheckContainer(Transport, count, count > 0 ? GetMinSerializedSize(type) : 0);
        return (type, count);
    }

    /// <summary>Makes binary protocols.</summary>
    public class Factory : TProtocolFactory
    {
        private readonly bool _strictRead;
        private readonly bool _strictWrite;

        /// <summary>Reads both kinds, writes strict messages.</summary>
        public Factory()
            : this(strictRead: false, strictWrite: true)
        {
        }

        /// <summary>Says which kinds to read and to write.</summary>
        public Factory(bool strictRead, bool strictWrite)
        {
            _strictRead = strictRead;
            _strictWrite = strictWrite;
        }

        /// <inheritdoc/>
        public override TProtocol GetProtocol(TTransport trans) => new TBinaryProtocol(trans, _strictRead, _strictWrite);
    }
}
