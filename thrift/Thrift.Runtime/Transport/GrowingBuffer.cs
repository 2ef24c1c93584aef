namespace Thrift.Transport;

/// <summary>Bytes that are written and then sent; gives large memory back after each use.</summary>
internal sealed class GrowingBuffer
{
    private const int StartBytes = 1024;
    private const int KeptBytes = 64 * 1024;

    public GrowingBuffer(int reserved) => Reset(reserved);

    public byte[] Array { get; private set; } = new byte[StartBytes];

    public int Length { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var needed = checked(Length + bytes.Length);
        if (needed > Array.Length)
        {
            var larger = new byte[(int)Math.Min(System.Array.MaxLength, Math.Max(needed, (long)Array.Length * 2))];
            Array.AsSpan(0, Length).CopyTo(larger);
            Array = larger;
        }

        bytes.CopyTo(Array.AsSpan(Length));
        Length = needed;
    }

    /// <summary>Empties it, but for room at its start.</summary>
    public void Reset(int reserved)
    {
        if (Array.Length > KeptBytes)
        {
            Array = new byte[StartBytes];
        }

        Length = reserved;
    }
}
