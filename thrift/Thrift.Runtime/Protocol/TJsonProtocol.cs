using System.Buffers;
using System.Buffers.Text;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Json;
using Thrift.Transport;

namespace Thrift.Protocol;

/// <summary>The JSON protocol, version 1: field numbers as names, each value under the name of its type, binaries in Base64.</summary>
public class TJsonProtocol : TProtocol
{
    private const long Version = 1;

    private readonly JsonReader _reader;
    private readonly JsonWriter _writer;

    /// <summary>Makes one over a transport.</summary>
    public TJsonProtocol(TTransport trans)
        : base(trans)
    {
        _reader = new JsonReader(trans);
        _writer = new JsonWriter(trans);
    }

    /// <inheritdoc/>
    public override async Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken)
    {
        _writer.Reset();
        await _writer.BeginArrayAsync(cancellationToken);
        await _writer.WriteIntegerAsync(Version, cancellationToken);
        await _writer.WriteTextAsync(message.Name, cancellationToken);
        await _writer.WriteIntegerAsync((long)message.Type, cancellationToken);
        await _writer.WriteIntegerAsync(message.SeqID, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteMessageEndAsync(CancellationToken cancellationToken) => _writer.EndArrayAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteStructBeginAsync(TStruct @struct, CancellationToken cancellationToken) => _writer.BeginObjectAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteStructEndAsync(CancellationToken cancellationToken) => _writer.EndObjectAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task WriteFieldBeginAsync(TField field, CancellationToken cancellationToken)
    {
        await _writer.WriteIntegerAsync(field.ID, cancellationToken);
        await _writer.BeginObjectAsync(cancellationToken);
        await _writer.WriteTextAsync(JsonTypes.NameOf(field.Type), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteFieldEndAsync(CancellationToken cancellationToken) => _writer.EndObjectAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteFieldStopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task WriteMapBeginAsync(TMap map, CancellationToken cancellationToken)
    {
        await _writer.BeginArrayAsync(cancellationToken);
        await _writer.WriteTextAsync(JsonTypes.NameOf(map.KeyType), cancellationToken);
        await _writer.WriteTextAsync(JsonTypes.NameOf(map.ValueType), cancellationToken);
        await _writer.WriteIntegerAsync(map.Count, cancellationToken);
        await _writer.BeginObjectAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task WriteMapEndAsync(CancellationToken cancellationToken)
    {
        await _writer.EndObjectAsync(cancellationToken);
        await _writer.EndArrayAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteListBeginAsync(TList list, CancellationToken cancellationToken) =>
        WriteElementsBeginAsync(list.ElementType, list.Count, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteListEndAsync(CancellationToken cancellationToken) => _writer.EndArrayAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteSetBeginAsync(TSet set, CancellationToken cancellationToken) =>
        WriteElementsBeginAsync(set.ElementType, set.Count, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteSetEndAsync(CancellationToken cancellationToken) => _writer.EndArrayAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteBoolAsync(bool b, CancellationToken cancellationToken) => _writer.WriteIntegerAsync(b ? 1 : 0, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteByteAsync(sbyte b, CancellationToken cancellationToken) => _writer.WriteIntegerAsync(b, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI16Async(short i16, CancellationToken cancellationToken) => _writer.WriteIntegerAsync(i16, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI32Async(int i32, CancellationToken cancellationToken) => _writer.WriteIntegerAsync(i32, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI64Async(long i64, CancellationToken cancellationToken) => _writer.WriteIntegerAsync(i64, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteDoubleAsync(double d, CancellationToken cancellationToken) => _writer.WriteDoubleAsync(d, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteStringAsync(string s, CancellationToken cancellationToken) => _writer.WriteTextAsync(s, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteBinaryAsync(byte[] bytes, CancellationToken cancellationToken) => _writer.WriteBase64Async(bytes, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteUuidAsync(Guid uuid, CancellationToken cancellationToken) => _writer.WriteTextAsync(uuid.ToString("D"), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken)
    {
        Transport.ResetConsumedMessageSize();
        _reader.Reset();
        await _reader.BeginArrayAsync(cancellationToken);
        var version = await _reader.ReadIntegerAsync(long.MinValue, long.MaxValue, cancellationToken);
        if (version != Version)
        {
            throw new TProtocolException(TProtocolException.BAD_VERSION, $"Bad version {version} in a message.");
        }

        await _reader.ReadTextAsync(cancellationToken);
        var name = MethodNames.Get(_reader.Token);
        var type = BoundedReads.CheckMessageType((int)await _reader.ReadIntegerAsync(0, sbyte.MaxValue, cancellationToken));
        return new TMessage(name, type, (int)await _reader.ReadIntegerAsync(int.MinValue, int.MaxValue, cancellationToken));
    }

    /// <inheritdoc/>
    public override async Task ReadMessageEndAsync(CancellationToken cancellationToken) => await _reader.EndArrayAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<TStruct> ReadStructBeginAsync(CancellationToken cancellationToken)
    {
        await _reader.BeginObjectAsync(cancellationToken);
        return default;
    }

    /// <inheritdoc/>
    public override async Task ReadStructEndAsync(CancellationToken cancellationToken) => await _reader.EndObjectAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken)
    {
        if (await _reader.AtEndOfObjectAsync(cancellationToken))
        {
            return default;
        }

        var id = (short)await _reader.ReadIntegerAsync(short.MinValue, short.MaxValue, cancellationToken);
        await _reader.BeginObjectAsync(cancellationToken);
        await _reader.ReadTextAsync(cancellationToken);
        return new TField(string.Empty, JsonTypes.TypeOf(_reader.Token), id);
    }

    /// <inheritdoc/>
    public override async Task ReadFieldEndAsync(CancellationToken cancellationToken) => await _reader.EndObjectAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<TMap> ReadMapBeginAsync(CancellationToken cancellationToken)
    {
        await _reader.BeginArrayAsync(cancellationToken);
        await _reader.ReadTextAsync(cancellationToken);
        var key = JsonTypes.TypeOf(_reader.Token);
        await _reader.ReadTextAsync(cancellationToken);
        var value = JsonTypes.TypeOf(_reader.Token);
        var count = await _reader.ReadIntegerAsync(int.MinValue, int.MaxValue, cancellationToken);
        BoundedReads.CheckContainer(Transport, count, GetMinSerializedSize(key) + GetMinSerializedSize(value));
        await _reader.BeginObjectAsync(cancellationToken);
        return new TMap(key, value, (int)count);
    }

    /// <inheritdoc/>
    public override async Task ReadMapEndAsync(CancellationToken cancellationToken)
    {
        await _reader.EndObjectAsync(cancellationToken);
        await _reader.EndArrayAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<TList> ReadListBeginAsync(CancellationToken cancellationToken)
    {
        var (type, count) = await ReadElementsBeginAsync(cancellationToken);
        return new TList(type, count);
    }

    /// <inheritdoc/>
    public override async Task ReadListEndAsync(CancellationToken cancellationToken) => await _reader.EndArrayAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<TSet> ReadSetBeginAsync(CancellationToken cancellationToken)
    {
        var (type, count) = await ReadElementsBeginAsync(cancellationToken);
        return new TSet(type, count);
    }

    /// <inheritdoc/>
    public override async Task ReadSetEndAsync(CancellationToken cancellationToken) => await _reader.EndArrayAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken) =>
        await _reader.ReadIntegerAsync(0, 1, cancellationToken) == 1;

    /// <inheritdoc/>
    public override async ValueTask<sbyte> ReadByteAsync(CancellationToken cancellationToken) =>
        (sbyte)await _reader.ReadIntegerAsync(sbyte.MinValue, sbyte.MaxValue, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<short> ReadI16Async(CancellationToken cancellationToken) =>
        (short)await _reader.ReadIntegerAsync(short.MinValue, short.MaxValue, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadI32Async(CancellationToken cancellationToken) =>
        (int)await _reader.ReadIntegerAsync(int.MinValue, int.MaxValue, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<long> ReadI64Async(CancellationToken cancellationToken) =>
        await _reader.ReadIntegerAsync(long.MinValue, long.MaxValue, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken) =>
        await _reader.ReadDoubleAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<string> ReadStringAsync(CancellationToken cancellationToken)
    {
        await _reader.ReadTextAsync(cancellationToken);
        return StrictText.Decode(_reader.Token);
    }

    /// <inheritdoc/>
    public override async ValueTask<byte[]> ReadBinaryAsync(CancellationToken cancellationToken)
    {
        await _reader.ReadTextAsync(cancellationToken);
        return DecodeBase64(_reader.Token.TrimEnd((byte)'='));
    }

    /// <inheritdoc/>
    public override async ValueTask<Guid> ReadUuidAsync(CancellationToken cancellationToken)
    {
        await _reader.ReadTextAsync(cancellationToken);
        return Utf8Parser.TryParse(_reader.Token, out Guid uuid, out var used) && used == _reader.Token.Length
            ? uuid
            : throw new TProtocolException(TProtocolException.INVALID_DATA, "A UUID that is none.");
    }

    /// <summary>At least a character and a separator, but the smallest containers may have neither.</summary>
    public override int GetMinSerializedSize(TType type) => 1;

    // A text is not Base64, and nobody can tell here which of the two it is.
    internal override async ValueTask SkipStringAsync(CancellationToken cancellationToken) => await _reader.ReadTextAsync(cancellationToken);

    private static byte[] DecodeBase64(ReadOnlySpan<byte> text)
    {
        var padded = new byte[(text.Length + 3) / 4 * 4];
        text.CopyTo(padded);
        padded.AsSpan(text.Length).Fill((byte)'=');
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        return Base64.DecodeFromUtf8(padded, bytes, out _, out var length) == OperationStatus.Done
            ? bytes[..length]
            : throw new TProtocolException(TProtocolException.INVALID_DATA, "A binary that is not Base64.");
    }

    private async Task WriteElementsBeginAsync(TType type, int count, CancellationToken cancellationToken)
    {
        await _writer.BeginArrayAsync(cancellationToken);
        await _writer.WriteTextAsync(JsonTypes.NameOf(type), cancellationToken);
        await _writer.WriteIntegerAsync(count, cancellationToken);
    }

    private async ValueTask<(TType Type, int Count)> ReadElementsBeginAsync(CancellationToken cancellationToken)
    {
        await _reader.BeginArrayAsync(cancellationToken);
        await _reader.ReadTextAsync(cancellationToken);
        var type = JsonTypes.TypeOf(_reader.Token);
        var count = await _reader.ReadIntegerAsync(int.MinValue, int.MaxValue, cancellationToken);
        BoundedReads.CheckContainer(Transport, count, GetMinSerializedSize(type));
        return (type, (int)count);
    }

    /// <summary>Makes JSON protocols.</summary>
    public class Factory : TProtocolFactory
    {
        /// <inheritdoc/>
        public override TProtocol GetProtocol(TTransport trans) => new TJsonProtocol(trans);
    }
}
