using System.Buffers.Binary;
using System.Text;
using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace Thrift.Protocol;

/// <content>Single bytes, numbers of variable length, and text, as they lie in the transport's windows.</content>
public partial class TCompactProtocol
{
    private Task WriteRawByteAsync(byte value, CancellationToken cancellationToken)
    {
        if (Transport.TryPut(1, out var room))
        {
            room[0] = value;
            return Task.CompletedTask;
        }

        _out[0] = value;
        return Transport.WriteAsync(_out, 0, 1, cancellationToken);
    }

    private Task WriteVarintAsync(ulong value, CancellationToken cancellationToken)
    {
        var room = Transport.Writable;
        if (room.Length >= MaxVarintBytes)
        {
            Transport.Put(PutVarint(room, value));
            return Task.CompletedTask;
        }

        return Transport.WriteAsync(_out, 0, PutVarint(_out, value), cancellationToken);
    }

    private ValueTask<byte> ReadRawByteAsync(CancellationToken cancellationToken)
    {
        return Transport.TryTake(1, out var bytes) ? new ValueTask<byte>(bytes[0]) : SlowAsync(cancellationToken);

        async ValueTask<byte> SlowAsync(CancellationToken token)
        {
            await Transport.ReadAllAsync(_in, 0, 1, token);
            return _in[0];
        }
    }

    /// <summary>Takes a number that lies ready as a whole; false: takes nothing (and the slow way says what is wrong with it).</summary>
    private bool TryTakeVarint(out ulong value)
    {
        var length = PeekVarint(Transport.Readable, out value);
        Transport.Take(length);
        return length > 0;
    }

    private bool TryTakeVarint32(out uint value)
    {
        var length = PeekVarint(Transport.Readable, out var wide);
        value = unchecked((uint)wide);
        if (length == 0 || wide > uint.MaxValue)
        {
            return false;
        }

        Transport.Take(length);
        return true;
    }

    private bool TryTakeString(out ReadOnlySpan<byte> text)
    {
        text = default;
        var bytes = Transport.Readable;
        var head = PeekVarint(bytes, out var size);
        if (head == 0 || size > (ulong)(bytes.Length - head) || size > (ulong)Transport.Configuration.MaxStringSize)
        {
            return false;
        }

        text = bytes.Slice(head, (int)size);
        Transport.Take(head + (int)size);
        return true;
    }

    /// <summary>The length of the number at the start, at most nine bytes; 0: it is longer, or not all there.</summary>
    private static int PeekVarint(ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        var most = Math.Min(bytes.Length, MaxVarintBytes - 1);
        for (var i = 0; i < most; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                return i + 1;
            }
        }

        return 0;
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
}
