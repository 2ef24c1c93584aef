using Thrift.Protocol.Entities;

namespace Thrift.Protocol;

/// <summary>Passes everything on to another protocol; a base for those that change a part of it.</summary>
public abstract class TProtocolDecorator : TProtocol
{
    private readonly TProtocol _inner;

    /// <summary>Makes one on top of another one.</summary>
    protected TProtocolDecorator(TProtocol protocol)
        : base((protocol ?? throw new ArgumentNullException(nameof(protocol))).Transport)
    {
        _inner = protocol;
    }

    /// <inheritdoc/>
    public override Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken) =>
        _inner.WriteMessageBeginAsync(message, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteMessageEndAsync(CancellationToken cancellationToken) => _inner.WriteMessageEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteStructBeginAsync(TStruct @struct, CancellationToken cancellationToken) =>
        _inner.WriteStructBeginAsync(@struct, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteStructEndAsync(CancellationToken cancellationToken) => _inner.WriteStructEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteFieldBeginAsync(TField field, CancellationToken cancellationToken) =>
        _inner.WriteFieldBeginAsync(field, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteFieldEndAsync(CancellationToken cancellationToken) => _inner.WriteFieldEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteFieldStopAsync(CancellationToken cancellationToken) => _inner.WriteFieldStopAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteMapBeginAsync(TMap map, CancellationToken cancellationToken) => _inner.WriteMapBeginAsync(map, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteMapEndAsync(CancellationToken cancellationToken) => _inner.WriteMapEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteListBeginAsync(TList list, CancellationToken cancellationToken) => _inner.WriteListBeginAsync(list, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteListEndAsync(CancellationToken cancellationToken) => _inner.WriteListEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteSetBeginAsync(TSet set, CancellationToken cancellationToken) => _inner.WriteSetBeginAsync(set, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteSetEndAsync(CancellationToken cancellationToken) => _inner.WriteSetEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task WriteBoolAsync(bool b, CancellationToken cancellationToken) => _inner.WriteBoolAsync(b, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteByteAsync(sbyte b, CancellationToken cancellationToken) => _inner.WriteByteAsync(b, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI16Async(short i16, CancellationToken cancellationToken) => _inner.WriteI16Async(i16, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI32Async(int i32, CancellationToken cancellationToken) => _inner.WriteI32Async(i32, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteI64Async(long i64, CancellationToken cancellationToken) => _inner.WriteI64Async(i64, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteDoubleAsync(double d, CancellationToken cancellationToken) => _inner.WriteDoubleAsync(d, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteBinaryAsync(byte[] bytes, CancellationToken cancellationToken) => _inner.WriteBinaryAsync(bytes, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteStringAsync(string s, CancellationToken cancellationToken) => _inner.WriteStringAsync(s, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteUuidAsync(Guid uuid, CancellationToken cancellationToken) => _inner.WriteUuidAsync(uuid, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken) => _inner.ReadMessageBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadMessageEndAsync(CancellationToken cancellationToken) => _inner.ReadMessageEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TStruct> ReadStructBeginAsync(CancellationToken cancellationToken) => _inner.ReadStructBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadStructEndAsync(CancellationToken cancellationToken) => _inner.ReadStructEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken) => _inner.ReadFieldBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadFieldEndAsync(CancellationToken cancellationToken) => _inner.ReadFieldEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TMap> ReadMapBeginAsync(CancellationToken cancellationToken) => _inner.ReadMapBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadMapEndAsync(CancellationToken cancellationToken) => _inner.ReadMapEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TList> ReadListBeginAsync(CancellationToken cancellationToken) => _inner.ReadListBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadListEndAsync(CancellationToken cancellationToken) => _inner.ReadListEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<TSet> ReadSetBeginAsync(CancellationToken cancellationToken) => _inner.ReadSetBeginAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task ReadSetEndAsync(CancellationToken cancellationToken) => _inner.ReadSetEndAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken) => _inner.ReadBoolAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<sbyte> ReadByteAsync(CancellationToken cancellationToken) => _inner.ReadByteAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<short> ReadI16Async(CancellationToken cancellationToken) => _inner.ReadI16Async(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<int> ReadI32Async(CancellationToken cancellationToken) => _inner.ReadI32Async(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<long> ReadI64Async(CancellationToken cancellationToken) => _inner.ReadI64Async(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken) => _inner.ReadDoubleAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<byte[]> ReadBinaryAsync(CancellationToken cancellationToken) => _inner.ReadBinaryAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<string> ReadStringAsync(CancellationToken cancellationToken) => _inner.ReadStringAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<Guid> ReadUuidAsync(CancellationToken cancellationToken) => _inner.ReadUuidAsync(cancellationToken);

    /// <inheritdoc/>
    public override int GetMinSerializedSize(TType type) => _inner.GetMinSerializedSize(type);

    internal override ValueTask SkipStringAsync(CancellationToken cancellationToken) => _inner.SkipStringAsync(cancellationToken);
}
