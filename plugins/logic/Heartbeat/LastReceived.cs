using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat;

/// <summary>
/// The bytes of the last few STATE messages that were accepted. Every message comes by datagram and again beside beats; what
/// is the same to the last byte as one that was accepted is a duplicate, and need not be authenticated to be dropped.
/// Not thread-safe.
/// </summary>
internal sealed class LastReceived
{
    private const int Capacity = 4;
    private readonly byte[][] _messages = [.. Enumerable.Range(0, Capacity).Select(_ => new byte[StateCodec.MaxLength])];
    private readonly int[] _lengths = new int[Capacity];
    private int _next;

    /// <summary>Whether it is one of them.</summary>
    public bool Contains(ReadOnlySpan<byte> message)
    {
        for (int index = 0; index < Capacity; index++)
        {
            if (message.Length != 0 && message.SequenceEqual(_messages[index].AsSpan(0, _lengths[index])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Remembers a message that was accepted, in place of the oldest.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        message.CopyTo(_messages[_next]);
        _lengths[_next] = message.Length;
        _next = (_next + 1) % Capacity;
    }
}
