using System.Buffers.Binary;
using System.Text;
using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace Thrift.Protocol;

/// <summary>
/// The compact protocol, version 1: variable-length numbers, field numbers as differences, truth
/// values inside the field's head. Doubles are little-endian.
/// </summary>
public partial class TCompactProtocol : TProtocol
{
    private const byte ProtocolId = 0x82;
    private const byte Version = 1;
    private const byte VersionMask = 0x1f;
    private const int TypeShift = 5;
    private const int StartLevels = 16;
    private const int MaxUtf8BytesPerChar = 3;
    private const int MaxVarintBytes = 10;

    private readonly byte[] _in = new byte[16];
    private readonly byte[] _out = new byte[16];

    // Field numbers count from the previous field of the same structure, so they are kept per level.
    private readonly Stack<short> _outerReadIds = new(StartLevels);
    private readonly Stack<short> _outerWriteIds = new(StartLevels);
    private short _lastReadId;
    private short _lastWriteId;

    // A truth value lies in its field's head: written only when the value is known, and read ahead.
    private short? _boolFieldToWrite;
    private bool? _boolRead;

    /// <summary>Makes one over a transport.</summary>
    public TCompactProtocol(TTransport trans)
        : base(trans)
    {
    }

    private enum Wire : byte
    {
        Stop = 0,
        True = 1,
        False = 2,
        Byte = 3,
        I16 = 4,
        I32 = 5,
        I64 = 6,
        Double = 7,
        Binary = 8,
        List = 9,
        Set = 10,
        Map = 11,
        Struct = 12,
        Uuid = 13,
    }

    /// <inheritdoc/>
    public override async Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken)
    {
        _outerWriteIds.Clear();
        _lastWriteId = 0;
        _boolFieldToWrite = null;
        _out[0] = ProtocolId;
        _out[1] = (byte)(Version | ((uint)message.Type << TypeShift));
        await Transport.WriteAsync(_out, 0, 2, cancellationToken);
        await WriteVarintAsync(unchecked((uint)message.SeqID), cancellationToken);
        await WriteStringAsync(message.Name, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteMessageEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteStructBeginAsync(TStruct @struct, CancellationToken cancellationToken)
    {
        _outerWriteIds.Push(_lastWriteId);
        _lastWriteId = 0;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteStructEndAsync(CancellationToken cancellationToken)
    {
        _lastWriteId = _outerWriteIds.Pop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task WriteFieldBeginAsync(TField field, CancellationToken cancellationToken)
    {
        if (field.Type == TType.Bool)
        {
            _boolFieldToWrite = field.ID;
            return Task.CompletedTask;
        }

        return WriteFieldHeadAsync(field.ID, ToWire(field.Type), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteFieldEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task WriteFieldStopAsync(CancellationToken cancellationToken) =>
        WriteRawByteAsync((byte)Wire.Stop, cancellationToken);

    /// <inheritdoc/>
    public override async Task WriteMapBeginAsync(TMap map, CancellationToken cancellationToken)
    {
        await WriteVarintAsync((uint)map.Count, cancellationToken);
        if (map.Count > 0)
        {
            var types = ((uint)ToWire(map.KeyType) << 4) | (uint)ToWire(map.ValueType);
            await WriteRawByteAsync((byte)types, cancellationToken);
        }
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
    public override Task WriteBoolAsync(bool b, CancellationToken cancellationToken)
    {
        var value = b ? Wire.True : Wire.False;
        if (_boolFieldToWrite is { } id)
        {
            _boolFieldToWrite = null;
            return WriteFieldHeadAsync(id, value, cancellationToken);
        }

        return WriteRawByteAsync((byte)value, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteByteAsync(sbyte b, CancellationToken cancellationToken) =>
        WriteRawByteAsync(unchecked((byte)b), cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI16Async(short i16, CancellationToken cancellationToken) =>
        WriteI32Async(i16, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI32Async(int i32, CancellationToken cancellationToken) =>
        WriteVarintAsync(unchecked((uint)((i32 << 1) ^ (i32 >> 31))), cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI64Async(long i64, CancellationToken cancellationToken) =>
        WriteVarintAsync(unchecked((ulong)((i64 << 1) ^ (i64 >> 63))), cancellationToken);

    /// <inheritdoc/>
    public override Task WriteDoubleAsync(double d, CancellationToken cancellationToken)
    {
        if (Transport.TryPut(8, out var room))
        {
            BinaryPrimitives.WriteDoubleLittleEndian(room, d);
            return Task.CompletedTask;
        }

        BinaryPrimitives.WriteDoubleLittleEndian(_out, d);
        return Transport.WriteAsync(_out, 0, 8, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task WriteBinaryAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        await WriteVarintAsync((uint)bytes.Length, cancellationToken);
        await Transport.WriteAsync(bytes, 0, bytes.Length, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteStringAsync(string s, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(s);
        var room = Transport.Writable;
        if (s.Length > room.Length || (long)s.Length * MaxUtf8BytesPerChar + MaxVarintBytes > room.Length)
        {
            return base.WriteStringAsync(s, cancellationToken);
        }

        // Most texts take one byte for their length; a longer one is moved up to make room.
        var length = Encoding.UTF8.GetBytes(s, room[1..]);
        var head = VarintBytes((uint)length);
        if (head > 1)
        {
            room.Slice(1, length).CopyTo(room[head..]);
        }

        PutVarint(room, (uint)length);
        Transport.Put(head + length);
        return Task.CompletedTask;
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
        _outerReadIds.Clear();
        _lastReadId = 0;
        _boolRead = null;

        var id = await ReadRawByteAsync(cancellationToken);
        if (id != ProtocolId)
        {
            throw new TProtocolException(TProtocolException.BAD_VERSION, $"Bad protocol id 0x{id:x2} in a message.");
        }

        var head = await ReadRawByteAsync(cancellationToken);
        if ((head & VersionMask) != Version)
        {
            throw new TProtocolException(TProtocolException.BAD_VERSION, $"Bad version {head & VersionMask} in a message.");
        }

        var type = BoundedReads.CheckMessageType(head >> TypeShift);
        var seqId = unchecked((int)await ReadVarint32Async(cancellationToken));
        var name = TryTakeString(out var bytes) ? MethodNames.Get(bytes) : await base.ReadStringAsync(cancellationToken);
        return new TMessage(name, type, seqId);
    }

    /// <inheritdoc/>
    public override Task ReadMessageEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override ValueTask<TStruct> ReadStructBeginAsync(CancellationToken cancellationToken)
    {
        _outerReadIds.Push(_lastReadId);
        _lastReadId = 0;
        return new ValueTask<TStruct>(default(TStruct));
    }

    /// <inheritdoc/>
    public override Task ReadStructEndAsync(CancellationToken cancellationToken)
    {
        _lastReadId = _outerReadIds.Pop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken)
    {
        var bytes = Transport.Readable;
        if (!bytes.IsEmpty)
        {
            var head = bytes[0];
            if ((head & 0x0f) == (byte)Wire.Stop)
            {
                Transport.Take(1);
                return new ValueTask<TField>(default(TField));
            }

            if (head >> 4 != 0)
            {
                Transport.Take(1);
                return new ValueTask<TField>(FieldOf((Wire)(head & 0x0f), _lastReadId + (head >> 4)));
            }
        }

        return ReadFieldBeginSlowAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task ReadFieldEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask<TMap> ReadMapBeginAsync(CancellationToken cancellationToken)
    {
        var count = await ReadVarint32Async(cancellationToken);
        if (count == 0)
        {
            return default;
        }

        var types = await ReadRawByteAsync(cancellationToken);
        var key = FromWire((Wire)(types >> 4));
        var value = FromWire((Wire)(types & 0x0f));
        BoundedReads.CheckContainer(Transport, count, GetMinSerializedSize(key) + GetMinSerializedSize(value));
        return new TMap(key, value, (int)count);
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
    public override ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken)
    {
        if (_boolRead is { } value)
        {
            _boolRead = null;
            return new ValueTask<bool>(value);
        }

        return SlowAsync(cancellationToken);

        async ValueTask<bool> SlowAsync(CancellationToken token) => await ReadRawByteAsync(token) == (byte)Wire.True;
    }

    /// <inheritdoc/>
    public override async ValueTask<sbyte> ReadByteAsync(CancellationToken cancellationToken) =>
        unchecked((sbyte)await ReadRawByteAsync(cancellationToken));

    /// <inheritdoc/>
    public override async ValueTask<short> ReadI16Async(CancellationToken cancellationToken)
    {
        var value = await ReadI32Async(cancellationToken);
        return value is >= short.MinValue and <= short.MaxValue
            ? (short)value
            : throw new TProtocolException(TProtocolException.INVALID_DATA, $"{value} does not fit 16 bits.");
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadI32Async(CancellationToken cancellationToken)
    {
        return TryTakeVarint32(out var value) ? new ValueTask<int>(UnZigZag(value)) : SlowAsync(cancellationToken);

        async ValueTask<int> SlowAsync(CancellationToken token) => UnZigZag(await ReadVarint32Async(token));
    }

    /// <inheritdoc/>
    public override ValueTask<long> ReadI64Async(CancellationToken cancellationToken)
    {
        return TryTakeVarint(out var value) ? new ValueTask<long>(UnZigZag(value)) : SlowAsync(cancellationToken);

        async ValueTask<long> SlowAsync(CancellationToken token) => UnZigZag(await ReadVarintAsync(token));
    }

    /// <inheritdoc/>
    public override ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken)
    {
        return Transport.TryTake(8, out var bytes)
            ? new ValueTask<double>(BinaryPrimitives.ReadDoubleLittleEndian(bytes))
            : SlowAsync(cancellationToken);

        async ValueTask<double> SlowAsync(CancellationToken token)
        {
            await Transport.ReadAllAsync(_in, 0, 8, token);
            return BinaryPrimitives.ReadDoubleLittleEndian(_in);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<string> ReadStringAsync(CancellationToken cancellationToken) =>
        TryTakeString(out var bytes) ? new ValueTask<string>(StrictText.Decode(bytes)) : base.ReadStringAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<byte[]> ReadBinaryAsync(CancellationToken cancellationToken)
    {
        var size = await ReadVarint32Async(cancellationToken);
        return await BoundedReads.ReadBytesAsync(Transport, unchecked((int)size), cancellationToken);
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
        TType.Double => 8,
        TType.Uuid => 16,
        _ => 1,
    };

    private static Wire ToWire(TType type) => type switch
    {
        TType.Stop => Wire.Stop,
        TType.Bool => Wire.True,
        TType.Byte => Wire.Byte,
        TType.I16 => Wire.I16,
        TType.I32 => Wire.I32,
        TType.I64 => Wire.I64,
        TType.Double => Wire.Double,
        TType.String => Wire.Binary,
        TType.List => Wire.List,
        TType.Set => Wire.Set,
        TType.Map => Wire.Map,
        TType.Struct => Wire.Struct,
        TType.Uuid => Wire.Uuid,
        _ => throw new TProtocolException(TProtocolException.INVALID_DATA, $"Unknown type {type}."),
    };

    private static TType FromWire(Wire wire) => wire switch
    {
        Wire.True or Wire.False => TType.Bool,
        Wire.Byte => TType.Byte,
        Wire.I16 => TType.I16,
        Wire.I32 => TType.I32,
        Wire.I64 => TType.I64,
        Wire.Double => TType.Double,
        Wire.Binary => TType.String,
        Wire.List => TType.List,
        Wire.Set => TType.Set,
        Wire.Map => TType.Map,
        Wire.Struct => TType.Struct,
        Wire.Uuid => TType.Uuid,
        _ => throw new TProtocolException(TProtocolException.INVALID_DATA, $"Unknown type {(byte)wire}."),
    };

    private static int UnZigZag(uint value) => unchecked((int)(value >> 1) ^ -(int)(value & 1));

    private static long UnZigZag(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));

    private static int VarintBytes(uint value)
    {
        var bytes = 1;
        for (; value >= 0x80; value >>= 7)
        {
            bytes++;
        }

        return bytes;
    }

    private static int PutVarint(Span<byte> room, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            room[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[length++] = (byte)value;
        return length;
    }

    private TField FieldOf(Wire wire, int id)
    {
        if (id is < short.MinValue or > short.MaxValue)
        {
            throw new TProtocolException(TProtocolException.INVALID_DATA, $"Field number {id}.");
        }

        _boolRead = wire is Wire.True or Wire.False ? wire == Wire.True : null;
        _lastReadId = (short)id;
        return new TField(string.Empty, FromWire(wire), _lastReadId);
    }

    private async ValueTask<TField> ReadFieldBeginSlowAsync(CancellationToken cancellationToken)
    {
        var head = await ReadRawByteAsync(cancellationToken);
        var wire = (Wire)(head & 0x0f);
        if (wire == Wire.Stop)
        {
            return default;
        }

        var difference = head >> 4;
        return FieldOf(wire, difference == 0 ? await ReadI16Async(cancellationToken) : _lastReadId + difference);
    }

    private Task WriteFieldHeadAsync(short id, Wire wire, CancellationToken cancellationToken)
    {
        var difference = id - _lastWriteId;
        _lastWriteId = id;
        return difference is >= 1 and <= 15
            ? WriteRawByteAsync((byte)((difference << 4) | (byte)wire), cancellationToken)
            : SlowAsync(id, wire, cancellationToken);

        async Task SlowAsync(short fieldId, Wire fieldWire, CancellationToken token)
        {
            await WriteRawByteAsync((byte)fieldWire, token);
            await WriteI16Async(fieldId, token);
        }
    }

    private async Task WriteElementsBeginAsync(TType type, int count, CancellationToken cancellationToken)
    {
        var wire = (byte)ToWire(type);
        if (count < 15)
        {
            await WriteRawByteAsync((byte)((count << 4) | wire), cancellationToken);
            return;
        }

        await WriteRawByteAsync((byte)(0xf0 | wire), cancellationToken);
        await WriteVarintAsync((uint)count, cancellationToken);
    }

    private async ValueTask<(TType Type, int Count)> ReadElementsBeginAsync(CancellationToken cancellationToken)
    {
        var head = await ReadRawByteAsync(cancellationToken);
        long count = head >> 4;
        if (count == 15)
        {
            count = await ReadVarint32Async(cancellationToken);
        }

        // An empty one may carry any type, since none of it follows.
        var wire = (Wire)(head & 0x0f);
        var type = count == 0 && wire == Wire.Stop ? TType.Stop : FromWire(wire);
        BoundedReads.CheckContainer(Transport, count, GetMinSerializedSize(type));
        return (type, (int)count);
    }

    /// <summary>Makes compact protocols.</summary>
    public class Factory : TProtocolFactory
    {
        /// <inheritdoc/>
        public override TProtocol GetProtocol(TTransport trans) => new TCompactProtocol(trans);
    }
}
