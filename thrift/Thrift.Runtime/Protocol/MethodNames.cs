namespace Thrift.Protocol;

/// <summary>
/// The names of methods come again and again: each is made a string once. A small table in which a
/// newcomer takes the place of another, so that whoever invents names costs no memory.
/// </summary>
internal static class MethodNames
{
    private const int Places = 256;
    private const int MaxBytes = 64;

    private static readonly Entry?[] Table = new Entry?[Places];

    /// <exception cref="TProtocolException">It is not UTF-8.</exception>
    public static string Get(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > MaxBytes)
        {
            return StrictText.Decode(name);
        }

        var place = Place(name);
        if (Volatile.Read(ref Table[place]) is { } known && name.SequenceEqual(known.Bytes))
        {
            return known.Text;
        }

        var text = StrictText.Decode(name);
        Volatile.Write(ref Table[place], new Entry(name.ToArray(), text));
        return text;
    }

    private static int Place(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261u;
        foreach (var letter in name)
        {
            hash = unchecked((hash ^ letter) * 16777619u);
        }

        return (int)((hash ^ (hash >> 16)) % Places);
    }

    private sealed record Entry(byte[] Bytes, string Text);
}
