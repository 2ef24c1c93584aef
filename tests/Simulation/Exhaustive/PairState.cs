using System.Globalization;
using HAMgm.Contracts.Time;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>One state of the bounded pair: two nodes, a gateway, messages on their way, and the faults that may still happen.</summary>
internal sealed class PairState
{
    public const int MostLetters = 64;

    public PairNode First;
    public PairNode Second;
    public PairLetter[] Letters = new PairLetter[4];
    public int LetterCount;
    public MonotonicTime Now;
    public int GatewayEntry = -1;
    public int FaultsLeft;

    /// <summary>Directions that are lost, as bits: from × 3 + to, the gateway being 2.</summary>
    public int Blocked;

    /// <summary>The state and the step that this one came from, for the trace.</summary>
    public PairState? Parent;
    public PairStep Step;

    public ref PairNode Node(int index) => ref index == 0 ? ref First : ref Second;

    public bool Reaches(int from, int to) => (Blocked & (1 << ((from * 3) + to))) == 0;

    public void Block(int from, int to) => Blocked |= 1 << ((from * 3) + to);

    public PairState Copy(in PairStep step)
    {
        var copy = (PairState)MemberwiseClone();
        copy.Letters = new PairLetter[LetterCount + 4];
        Letters.AsSpan(0, LetterCount).CopyTo(copy.Letters);
        copy.Parent = this;
        copy.Step = step;
        return copy;
    }

    public void Post(in PairLetter letter)
    {
        if (LetterCount == MostLetters)
        {
            throw new InvalidOperationException("More messages are on their way than the bounded model holds.");
        }

        if (LetterCount == Letters.Length)
        {
            Array.Resize(ref Letters, LetterCount + 4);
        }

        Letters[LetterCount++] = letter;
    }

    public PairLetter Take(int index)
    {
        var letter = Letters[index];
        LetterCount--;
        Letters.AsSpan(index + 1, LetterCount - index).CopyTo(Letters.AsSpan(index));
        Letters[LetterCount] = default;
        return letter;
    }

    /// <summary>How this state came about, from the root on.</summary>
    public string Trace(MonotonicTime root)
    {
        var lines = new List<string>();
        for (var state = this; state is not null; state = state.Parent)
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{(state.Now - root).TotalMilliseconds,7:F1} ms  {state.Step,-26} 0: {Show(state, 0),-34} 1: {Show(state, 1)}"));
        }

        lines.Reverse();
        return string.Join(Environment.NewLine, lines);
    }

    private static string Show(PairState state, int index)
    {
        ref var node = ref state.Node(index);
        var life = !node.IsAlive ? " dead" : node.IsFrozen ? " frozen" : "";
        return $"{node.Core.Phase} term {node.Core.Term}{(node.Answers(state.Now) ? " HOLDS" : "")}{life}";
    }
}
