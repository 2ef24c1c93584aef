using System.Buffers.Binary;
using System.Text;
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

    private const int MaxUtf8BytesPerChar = 3;

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
        if (!Transport.TryPut(3, out var room))
        {
            _out[0] = (byte)field.Type;
            BinaryPrimitives.WriteInt16BigEndian(_out.AsSpan(1), field.ID);
            return Transport.WriteAsync(_out, 0, 3, cancellationToken);
        }

        room[0] = (byte)field.Type;
        BinaryPrimitives.WriteInt16BigEndian(room[1..], field.ID);
        return Task.CompletedTask;
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
        if (!Transport.TryPut(1, out var room))
        {
            _out[0] = unchecked((byte)b);
            return Transport.WriteAsync(_out, 0, 1, cancellationToken);
        }

        room[0] = unchecked((byte)b);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteI16Async(short i16, CancellationToken cancellationToken)
    {
        if (!Transport.TryPut(2, out var room))
        {
            BinaryPrimitives.WriteInt16BigEndian(_out, i16);
            return Transport.WriteAsync(_out, 0, 2, cancellationToken);
        }

        BinaryPrimitives.WriteInt16BigEndian(room, i16);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteI32Async(int i32, CancellationToken cancellationToken)
    {
        if (!Transport.TryPut(4, out var room))
        {
            BinaryPrimitives.WriteInt32BigEndian(_out, i32);
            return Transport.WriteAsync(_out, 0, 4, cancellationToken);
        }

        BinaryPrimitives.WriteInt32BigEndian(room, i32);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteI64Async(long i64, CancellationToken cancellationToken)
    {
        if (!Transport.TryPut(8, out var room))
        {
            BinaryPrimitives.WriteInt64BigEndian(_out, i64);
            return Transport.WriteAsync(_out, 0, 8, cancellationToken);
        }

        BinaryPrimitives.WriteInt64BigEndian(room, i64);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteDoubleAsync(double d, CancellationToken cancellationToken) =>
        WriteI64Async(BitConverter.DoubleToInt64Bits(d), cancellationToken);

    /// <inheritdoc/>
    public override async Task WriteBinaryAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length + (long)sizeof(int) <= Transport.Writable.Length)
        {
            BinaryPrimitives.WriteInt32BigEndian(Transport.Writable, bytes.Length);
            bytes.CopyTo(Transport.Writable[sizeof(int)..]);
            Transport.Put(sizeof(int) + bytes.Length);
            return;
        }

        await WriteI32Async(bytes.Length, cancellationToken);
        await Transport.WriteAsync(bytes, 0, bytes.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteStringAsync(string s, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(s);
        var room = Transport.Writable;
        if (s.Length > room.Length || (long)s.Length * MaxUtf8BytesPerChar + sizeof(int) > room.Length)
        {
            return base.WriteStringAsync(s, cancellationToken);
        }

        var length = Encoding.UTF8.GetBytes(s, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        Transport.Put(sizeof(int) + length);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteUuidAsync(Guid uuid, CancellationToken cancellationToken)
    {
        uuid.TryWriteBytes(_out, bigEndian: true, out _);
        return Transport.WriteAsync(_out, 0, 16, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken)
    {
        Transport.ResetConsumedMessageSize();
        return TryReadStrictHead(out var message) ? new ValueTask<TMessage>(message) : ReadMessageBeginSlowAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task ReadMessageEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask<TStruct> ReadStructBeginAsync(CancellationToken cancellationToken) => new(default(TStruct));

    /// <inheritdoc/>
    public override Task ReadStructEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken)
    {
        var bytes = Transport.Readable;
        if (bytes.Length >= 3)
        {
            var type = (TType)bytes[0];
            if (type == TType.Stop)
            {
                Transport.Take(1);
                return new ValueTask<TField>(default(TField));
            }

            Transport.Take(3);
            return new ValueTask<TField>(new TField(string.Empty, type, BinaryPrimitives.ReadInt16BigEndian(bytes[1..])));
        }

        return ReadFieldBeginSlowAsync(cancellationToken);
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
    public override ValueTask<TList> ReadListBeginAsync(CancellationToken cancellationToken)
    {
        if (Transport.TryTake(5, out var bytes))
        {
            var (type, count) = CheckElements((TType)bytes[0], BinaryPrimitives.ReadInt32BigEndian(bytes[1..]));
            return new ValueTask<TList>(new TList(type, count));
        }

        return SlowAsync(cancellationToken);

        async ValueTask<TList> SlowAsync(CancellationToken token)
        {
            var (type, count) = await ReadElementsBeginAsync(token);
            return new TList(type, count);
        }
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
    public override ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken)
    {
        return Transport.TryTake(1, out var bytes)
            ? new ValueTask<bool>(bytes[0] != 0)
            : SlowAsync(cancellationToken);

        async ValueTask<bool> SlowAsync(CancellationToken token)
        {
            await Transport.ReadAllAsync(_in, 0, 1, token);
            return _in[0] != 0;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<sbyte> ReadByteAsync(CancellationToken cancellationToken)
    {
        return Transport.TryTake(1, out var bytes)
            ? new ValueTask<sbyte>(unchecked((sbyte)bytes[0]))
            : SlowAsync(cancellationToken);

        async ValueTask<sbyte> SlowAsync(CancellationToken token)
        {
            await Transport.ReadAllAsync(_in, 0, 1, token);
            return unchecked((sbyte)_in[0]);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<short> ReadI16Async(CancellationToken cancellationToken)
    {
        return Transport.TryTake(2, out var bytes)
            ? new ValueTask<short>(BinaryPrimitives.ReadInt16BigEndian(bytes))
            : SlowAsync(cancellationToken);

        async ValueTask<short> SlowAsync(CancellationToken token)
        {
            await Transport.ReadAllAsync(_in, 0, 2, token);
            return BinaryPrimitives.ReadInt16BigEndian(_in);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadI32Async(CancellationToken cancellationToken)
    {
        return Transport.TryTake(4, out var bytes)
            ? new ValueTask<int>(BinaryPrimitives.ReadInt32BigEndian(bytes))
            : SlowAsync(cancellationToken);

        async ValueTask<int> SlowAsync(CancellationToken token)
        {
            await Transport.ReadAllAsync(_in, 0, 4, token);
            return BinaryPrimitives.ReadInt32BigEndian(_in);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<long> ReadI64Async(CancellationToken cancellationToken)
    {
        return Transport.TryTake(8, out var bytes)
            ? new ValueTask<long>(BinaryPrimitives.ReadInt64BigEndian(bytes))
            : SlowAsync(cancellationToken);

        async ValueTask<long> SlowAsync(CancellationToken token)
        {
            await Transport.ReadAllAsync(_in, 0, 8, token);
            return BinaryPrimitives.ReadInt64BigEndian(_in);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken)
    {
        return Transport.TryTake(8, out var bytes)
            ? new ValueTask<double>(BinaryPrimitives.ReadDoubleBigEndian(bytes))
            : SlowAsync(cancellationToken);

        async ValueTask<double> SlowAsync(CancellationToken token)
        {
            await Transport.ReadAllAsync(_in, 0, 8, token);
            return BinaryPrimitives.ReadDoubleBigEndian(_in);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<string> ReadStringAsync(CancellationToken cancellationToken)
    {
        var bytes = Transport.Readable;
        if (bytes.Length >= sizeof(int))
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(bytes);
            if (size >= 0 && size <= bytes.Length - sizeof(int) && size <= Transport.Configuration.MaxStringSize)
            {
                Transport.Take(sizeof(int) + size);
                return new ValueTask<string>(StrictText.Decode(bytes.Slice(sizeof(int), size)));
            }
        }

        return base.ReadStringAsync(cancellationToken);
    }

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
        if (!Transport.TryPut(5, out var room))
        {
            _out[0] = (byte)type;
            BinaryPrimitives.WriteInt32BigEndian(_out.AsSpan(1), count);
            return Transport.WriteAsync(_out, 0, 5, cancellationToken);
        }

        room[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(room[1..], count);
        return Task.CompletedTask;
    }

    private async ValueTask<(TType Type, int Count)> ReadElementsBeginAsync(CancellationToken cancellationToken)
    {
        var type = (TType)await ReadByteAsync(cancellationToken);
        return CheckElements(type, await ReadI32Async(cancellationToken));
    }

    private (TType Type, int Count) CheckElements(TType type, int count)
    {
        BoundedReads.CheckContainer(Transport, count, count > 0 ? GetMinSerializedSize(type) : 0);
        return (type, count);
    }

    /// <summary>Reads the head of a strict message that lies ready as a whole; else takes nothing.</summary>
    private bool TryReadStrictHead(out TMessage message)
    {
        message = default;
        var bytes = Transport.Readable;
        if (bytes.Length < 2 * sizeof(int))
        {
            return false;
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var size = BinaryPrimitives.ReadInt32BigEndian(bytes[sizeof(int)..]);
        if ((word & VersionMask) != Version1 || size < 0 || size > bytes.Length - (3 * sizeof(int))
            || size > Transport.Configuration.MaxStringSize)
        {
            return false;
        }

        var type = BoundedReads.CheckMessageType((int)(word & 0xff));
        var name = MethodNames.Get(bytes.Slice(2 * sizeof(int), size));
        message = new TMessage(name, type, BinaryPrimitives.ReadInt32BigEndian(bytes[((2 * sizeof(int)) + size)..]));
        Transport.Take((3 * sizeof(int)) + size);
        return true;
    }

    private async ValueTask<TMessage> ReadMessageBeginSlowAsync(CancellationToken cancellationToken)
    {
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

        var name = MethodNames.Get(await BoundedReads.ReadBytesAsync(Transport, first, cancellationToken));
        var type = BoundedReads.CheckMessageType(await ReadByteAsync(cancellationToken));
        return new TMessage(name, type, await ReadI32Async(cancellationToken));
    }

    private async ValueTask<TField> ReadFieldBeginSlowAsync(CancellationToken cancellationToken)
    {
        var type = (TType)await ReadByteAsync(cancellationToken);
        return type == TType.Stop ? default : new TField(string.Empty, type, await ReadI16Async(cancellationToken));
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
