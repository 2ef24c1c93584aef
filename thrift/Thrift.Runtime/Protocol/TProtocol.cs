using System.Text;
using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace Thrift.Protocol;

/// <summary>
/// How values become bytes, and back. Readers throw <see cref="TException"/> (a
/// <see cref="TProtocolException"/> or <see cref="TTransportException"/>) for bytes that are not
/// what they should be, and never set memory aside for what has not been checked.
/// </summary>
public abstract class TProtocol : IDisposable
{
    private readonly int _recursionLimit;
    private bool _disposed;
    private int _recursionDepth;

    /// <summary>Makes one over a transport.</summary>
    protected TProtocol(TTransport trans)
    {
        Transport = trans ?? throw new ArgumentNullException(nameof(trans));
        _recursionLimit = trans.Configuration.RecursionLimit;
    }

    /// <summary>Where the bytes go and come from.</summary>
    public TTransport Transport { get; }

    /// <summary>One structure deeper.</summary>
    /// <exception cref="TProtocolException">Deeper than <see cref="TConfiguration.RecursionLimit"/>.</exception>
    public void IncrementRecursionDepth()
    {
        if (_recursionDepth >= _recursionLimit)
        {
            throw new TProtocolException(TProtocolException.DEPTH_LIMIT, $"Nested deeper than {_recursionLimit}.");
        }

        _recursionDepth++;
    }

    /// <summary>One structure up.</summary>
    public void DecrementRecursionDepth() => _recursionDepth--;

    /// <summary>Closes the transport.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes the head of a message.</summary>
    public abstract Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken);

    /// <summary>Ends a message.</summary>
    public abstract Task WriteMessageEndAsync(CancellationToken cancellationToken);

    /// <summary>Writes the head of a structure.</summary>
    public abstract Task WriteStructBeginAsync(TStruct @struct, CancellationToken cancellationToken);

    /// <summary>Ends a structure.</summary>
    public abstract Task WriteStructEndAsync(CancellationToken cancellationToken);

    /// <summary>Writes the head of a field.</summary>
    public abstract Task WriteFieldBeginAsync(TField field, CancellationToken cancellationToken);

    /// <summary>Ends a field.</summary>
    public abstract Task WriteFieldEndAsync(CancellationToken cancellationToken);

    /// <summary>Writes the mark after the last field.</summary>
    public abstract Task WriteFieldStopAsync(CancellationToken cancellationToken);

    /// <summary>Writes the head of a map.</summary>
    public abstract Task WriteMapBeginAsync(TMap map, CancellationToken cancellationToken);

    /// <summary>Ends a map.</summary>
    public abstract Task WriteMapEndAsync(CancellationToken cancellationToken);

    /// <summary>Writes the head of a list.</summary>
    public abstract Task WriteListBeginAsync(TList list, CancellationToken cancellationToken);

    /// <summary>Ends a list.</summary>
    public abstract Task WriteListEndAsync(CancellationToken cancellationToken);

    /// <summary>Writes the head of a set.</summary>
    public abstract Task WriteSetBeginAsync(TSet set, CancellationToken cancellationToken);

    /// <summary>Ends a set.</summary>
    public abstract Task WriteSetEndAsync(CancellationToken cancellationToken);

    /// <summary>Writes a truth value.</summary>
    public abstract Task WriteBoolAsync(bool b, CancellationToken cancellationToken);

    /// <summary>Writes eight bits.</summary>
    public abstract Task WriteByteAsync(sbyte b, CancellationToken cancellationToken);

    /// <summary>Writes 16 bits.</summary>
    public abstract Task WriteI16Async(short i16, CancellationToken cancellationToken);

    /// <summary>Writes 32 bits.</summary>
    public abstract Task WriteI32Async(int i32, CancellationToken cancellationToken);

    /// <summary>Writes 64 bits.</summary>
    public abstract Task WriteI64Async(long i64, CancellationToken cancellationToken);

    /// <summary>Writes a floating-point number.</summary>
    public abstract Task WriteDoubleAsync(double d, CancellationToken cancellationToken);

    /// <summary>Writes bytes.</summary>
    public abstract Task WriteBinaryAsync(byte[] bytes, CancellationToken cancellationToken);

    /// <summary>Writes text as UTF-8.</summary>
    public virtual Task WriteStringAsync(string s, CancellationToken cancellationToken) =>
        WriteBinaryAsync(Encoding.UTF8.GetBytes(s), cancellationToken);

    /// <summary>Writes a UUID.</summary>
    public abstract Task WriteUuidAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>Reads the head of a message.</summary>
    public abstract ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken);

    /// <summary>Reads the end of a message.</summary>
    public abstract Task ReadMessageEndAsync(CancellationToken cancellationToken);

    /// <summary>Reads the head of a structure.</summary>
    public abstract ValueTask<TStruct> ReadStructBeginAsync(CancellationToken cancellationToken);

    /// <summary>Reads the end of a structure.</summary>
    public abstract Task ReadStructEndAsync(CancellationToken cancellationToken);

    /// <summary>Reads the head of a field.</summary>
    public abstract ValueTask<TField> ReadFieldBeginAsync(CancellationToken cancellationToken);

    /// <summary>Reads the end of a field.</summary>
    public abstract Task ReadFieldEndAsync(CancellationToken cancellationToken);

    /// <summary>Reads the head of a map.</summary>
    public abstract ValueTask<TMap> ReadMapBeginAsync(CancellationToken cancellationToken);

    /// <summary>Reads the end of a map.</summary>
    public abstract Task ReadMapEndAsync(CancellationToken cancellationToken);

    /// <summary>Reads the head of a list.</summary>
    public abstract ValueTask<TList> ReadListBeginAsync(CancellationToken cancellationToken);

    /// <summary>Reads the end of a list.</summary>
    public abstract Task ReadListEndAsync(CancellationToken cancellationToken);

    /// <summary>Reads the head of a set.</summary>
    public abstract ValueTask<TSet> ReadSetBeginAsync(CancellationToken cancellationToken);

    /// <summary>Reads the end of a set.</summary>
    public abstract Task ReadSetEndAsync(CancellationToken cancellationToken);

    /// <summary>Reads a truth value.</summary>
    public abstract ValueTask<bool> ReadBoolAsync(CancellationToken cancellationToken);

    /// <summary>Reads eight bits.</summary>
    public abstract ValueTask<sbyte> ReadByteAsync(CancellationToken cancellationToken);

    /// <summary>Reads 16 bits.</summary>
    public abstract ValueTask<short> ReadI16Async(CancellationToken cancellationToken);

    /// <summary>Reads 32 bits.</summary>
    public abstract ValueTask<int> ReadI32Async(CancellationToken cancellationToken);

    /// <summary>Reads 64 bits.</summary>
    public abstract ValueTask<long> ReadI64Async(CancellationToken cancellationToken);

    /// <summary>Reads a floating-point number.</summary>
    public abstract ValueTask<double> ReadDoubleAsync(CancellationToken cancellationToken);

    /// <summary>Reads bytes.</summary>
    public abstract ValueTask<byte[]> ReadBinaryAsync(CancellationToken cancellationToken);

    /// <summary>Reads text.</summary>
    /// <exception cref="TProtocolException">It is not UTF-8.</exception>
    public virtual async ValueTask<string> ReadStringAsync(CancellationToken cancellationToken) =>
        StrictText.Decode(await ReadBinaryAsync(cancellationToken));

    /// <summary>Reads a UUID.</summary>
    public abstract ValueTask<Guid> ReadUuidAsync(CancellationToken cancellationToken);

    /// <summary>The fewest bytes that a value of a type takes, for judging a container's length.</summary>
    public abstract int GetMinSerializedSize(TType type);

    /// <summary>Passes over a text or a binary; what nobody looks at need not be proper UTF-8.</summary>
    internal virtual async ValueTask SkipStringAsync(CancellationToken cancellationToken) => await ReadBinaryAsync(cancellationToken);

    /// <summary>Closes the transport.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!_disposed && disposing)
        {
            Transport.Dispose();
        }

        _disposed = true;
    }
}
