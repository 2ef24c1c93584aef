using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Messages;

/// <summary>
/// Puts the parts of a message together. The parts of one message follow each other on a connection, so there is never more
/// than one unfinished, and never more than a mebibyte of it.
/// </summary>
internal sealed class FragmentAssembler
{
    private MemoryStream? _partial;
    private FragmentPrefix _first;

    /// <summary>Takes the next part.</summary>
    /// <param name="prefix">What it says about itself.</param>
    /// <param name="part">Its bytes; copied.</param>
    /// <param name="body">The whole message, when this was its last part.</param>
    public Refusal Add(in FragmentPrefix prefix, ReadOnlySpan<byte> part, out byte[]? body)
    {
        body = null;
        if (_partial is null)
        {
            _first = prefix;
        }
        else if (prefix.RequestId != _first.RequestId || prefix.IsError != _first.IsError)
        {
            return Refusal.Malformed;
        }

        if (part.Length > MessageCodec.MaxFragmentLength || (_partial?.Length ?? 0) + part.Length > MessageCodec.MaxBodyLength)
        {
            return Refusal.Length;
        }

        if (prefix.HasMore)
        {
            // An empty part would let a message go on for ever.
            if (part.IsEmpty)
            {
                return Refusal.Malformed;
            }

            (_partial ??= new MemoryStream()).Write(part);
            return Refusal.None;
        }

        body = Finish(part);
        return Refusal.None;
    }

    private byte[] Finish(ReadOnlySpan<byte> last)
    {
        if (_partial is null)
        {
            return last.ToArray();
        }

        _partial.Write(last);
        byte[] whole = _partial.ToArray();
        _partial = null;
        return whole;
    }
}
