using System.Text;

namespace HAMgm.ScriptHost.Programs;

/// <summary>The end of a stream, and how much went by.</summary>
internal sealed class OutputTail(int keep)
{
    private readonly byte[] _kept = new byte[keep];
    private int _length;

    /// <summary>Bytes that went by.</summary>
    public long Total { get; private set; }

    /// <summary>Takes bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Total += bytes.Length;
        if (bytes.Length >= keep)
        {
            bytes[^keep..].CopyTo(_kept);
            _length = keep;
            return;
        }

        int drop = Math.Max(0, _length + bytes.Length - keep);
        if (drop > 0)
        {
            _kept.AsSpan(drop, _length - drop).CopyTo(_kept);
            _length -= drop;
        }

        bytes.CopyTo(_kept.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(_kept, 0, _length);
}
