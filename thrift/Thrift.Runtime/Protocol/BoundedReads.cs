using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace Thrift.Protocol;

/// <summary>Checks of lengths that come from the other side, shared by the protocols.</summary>
internal static class BoundedReads
{
    /// <summary>So much is set aside on the word of the other side alone; the rest as its bytes arrive.</summary>
    private const int ChunkBytes = 64 * 1024;

    public static async ValueTask<byte[]> ReadBytesAsync(TTransport transport, int size, CancellationToken cancellationToken)
    {
        CheckString(transport, size);
        if (size == 0)
        {
            return [];
        }

        var bytes = new byte[Math.Min(size, ChunkBytes)];
        var have = 0;
        while (true)
        {
            await transport.ReadAllAsync(bytes, have, bytes.Length - have, cancellationToken);
            have = bytes.Length;
            if (have == size)
            {
                return bytes;
            }

            Array.Resize(ref bytes, (int)Math.Min(size, (long)have * 2));
        }
    }

    /// <exception cref="TProtocolException">Negative, above a limit, or more than the message can have.</exception>
    public static void CheckContainer(TTransport transport, long count, int minElementBytes)
    {
        if (count < 0)
        {
            throw new TProtocolException(TProtocolException.NEGATIVE_SIZE, $"A container of {count} elements.");
        }

        var limit = transport.Configuration.MaxContainerSize;
        if (count > limit)
        {
            throw new TProtocolException(TProtocolException.SIZE_LIMIT, $"A container of {count} elements; the limit is {limit}.");
        }

        transport.CheckReadBytesAvailable(count * minElementBytes);
    }

    public static TMessageType CheckMessageType(int type) => type is >= 1 and <= 4
        ? (TMessageType)type
        : throw new TProtocolException(TProtocolException.INVALID_DATA, $"Unknown message type {type}.");

    private static void CheckString(TTransport transport, int size)
    {
        if (size < 0)
        {
            throw new TProtocolException(TProtocolException.NEGATIVE_SIZE, $"A string of {size} bytes.");
        }

        var limit = transport.Configuration.MaxStringSize;
        if (size > limit)
        {
            throw new TProtocolException(TProtocolException.SIZE_LIMIT, $"A string of {size} bytes; the limit is {limit}.");
        }

        transport.CheckReadBytesAvailable(size);
    }
}
