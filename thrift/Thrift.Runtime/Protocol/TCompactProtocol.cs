using System.Buffers.Binary;
using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace Thrift.Protocol;

/// <summary>
/// The compact protocol, version 1: variable-length numbers, field numbers as differences, truth
/// values inside the field's head. Doubles are little-endian.
/// </summary>
public class TCompactProtocol : TProtocol
{
    private const byte ProtocolId = 0x82;
    private const byte Version = 1;
    private const byte VersionMask = 0x1f;
    private const int TypeShift = 5;

    private readonly byte[] _in = new byte[16];
    private readonly byte[] _out = new byte[16];

    // Field numbers count from the previous field of the same structure, so they are kept per level.
    private readonly Stack<short> _outerReadIds = new();
    private readonly Stack<short> _outerWriteIds = new();
    private short _lastReadId;
    private short _lastWriteId;

    // A truth value lies in its field's head: written only when the value is known, and read ahead.
    private TField? _boolFieldToWrite;
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
            _boolFieldToWrite = field;
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
        if (_boolFieldToWrite is { } field)
        {
            _boolFieldToWrite = null;
            return WriteFieldHeadAsync(field.ID, value, cancellationToken);
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
        return new TMessage(await ReadStringAsync(cancellationToken), type, seqId);
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
    public override async ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken)
    {
        var head = await ReadRawByteAsync(cancellationToken);
        var wire = (Wire)(head & 0x0f);
        if (wire == Wire.Stop)
        {
            return default;
        }

        var difference = head >> 4;
        var id = difference == 0 ? await ReadI16Async(cancellationToken) : _lastReadId + difference;
        if (id is < short.MinValue or > short.MaxValue)
        {
            throw new TProtocolException(TProtocolException.INVALID_DATA, $"Field number {id}.");
        }

        _boolRead = wire is Wire.True or Wire.False ? wire == Wire.True : null;
        _lastReadId = (short)id;
        return new TField(string.Empty, FromWire(wire), _lastReadId);
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
    public override async ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken)
    {
        if (_boolRead is { } value)
        {
            _boolRead = null;
            return value;
        }

        return await ReadRawByteAsync(cancellationToken) == (byte)Wire.True;
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
    public override async ValueTask<int> ReadI32Async(CancellationToken cancellationToken)
    {
        var value = await ReadVarint32Async(cancellationToken);
        return unchecked((int)(value >> 1) ^ -(int)(value & 1));
    }

    /// <inheritdoc/>
    public override async ValueTask<long> ReadI64Async(CancellationToken cancellationToken)
    {
        var value = await ReadVarintAsync(cancellationToken);
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <inheritdoc/>
    public override async ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken)
    {
        await Transport.ReadAllAsync(_in, 0, 8, cancellationToken);
        return BinaryPrimitives.ReadDoubleLittleEndian(_in);
    }

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

    private async Task WriteFieldHeadAsync(short id, Wire wire, CancellationToken cancellationToken)
    {
        var difference = id - _lastWriteId;
        _lastWriteId = id;
        if (difference is >= 1 and <= 15)
        {
            await WriteRawByteAsync((byte)((difference << 4) | (byte)wire), cancellationToken);
            return;
        }

        await WriteRawByteAsync((byte)wire, cancellationToken);
        await WriteI16Async(id, cancellationToken);
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

    private Task WriteRawByteAsync(byte value, CancellationToken cancellationToken)
    {
        _out[0] = value;
        return Transport.WriteAsync(_out, 0, 1, cancellationToken);
    }

    private Task WriteVarintAsync(ulong value, CancellationToken cancellationToken)
    {
        var length = 0;
        while (value >= 0x80)
        {
            _out[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _out[length++] = (byte)value;
        return Transport.WriteAsync(_out, 0, length, cancellationToken);
    }

    private async ValueTask<byte> ReadRawByteAsync(CancellationToken cancellationToken)
    {
        await Transport.ReadAllAsync(_in, 0, 1, cancellationToken);
        return _in[0];
    }

    private async ValueTask<uint> ReadVarint32Async(CancellationToken cancellationToken)
    {
        var value = await ReadVarintAsync(cancellationToken);
        return value <= uint.MaxValue
            ? (uint)value
            : throw new TProtocolException(TProtocolException.INVALID_DATA, "A number does not fit 32 bits.");
    }

    private async ValueTask<ulong> ReadVarintAsync(CancellationToken cancellationToken)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = await ReadRawByteAsync(cancellationToken);
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7f) << shift;
            if ((next & 0x80) == 0)
            {
                return value;
            }
        }

        throw new TProtocolException(TProtocolException.INVALID_DATA, "A number does not fit 64 bits.");
    }

    /// <summary>Makes compact protocols.</summary>
    public class Factory : TProtocolFactory
    {
        /// <inheritdoc/>
        public override TProtocol GetProtocol(TTransport trans) => new TCompactProtocol(trans);
    }
}
