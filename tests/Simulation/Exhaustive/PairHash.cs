using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>A 64-bit hash of a state of the pair. Messages count as a set: the order in which they were sent is no difference.</summary>
internal static class PairHash
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    public static ulong Of(PairState state)
    {
        var hash = Mix(Prime, (ulong)state.Now.Ticks);
        hash = Mix(hash, (ulong)(uint)state.GatewayEntry | ((ulong)state.Blocked << 8) | ((ulong)(uint)state.FaultsLeft << 32));
        hash = Add(hash, PairNode.Bytes(ref state.First));
        hash = Add(hash, PairNode.Bytes(ref state.Second));
        ulong letters = 0;
        for (var i = 0; i < state.LetterCount; i++)
        {
            ref var letter = ref state.Letters[i];
            letters += Add(Mix(Prime, (ulong)letter.NotBefore), MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<PairLetter, byte>(ref letter), Unsafe.SizeOf<PairLetter>()));
        }

        return Mix(hash, letters);
    }

    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = Mix(hash, word);
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            hash = Mix(hash, rest);
        }

        return hash;
    }

    private static ulong Mix(ulong hash, ulong word)
    {
        hash = (hash ^ word) * Prime;
        return hash ^ (hash >> 29);
    }
}
