using HAMgm.Contracts.Peer;

namespace HAMgm.Logic.Heartbeat.Wire;

/// <summary>
/// Lets each STATE message through once, in any order within 64 numbers, and none of an older life of the peer. Pure; not
/// thread-safe.
/// </summary>
/// <remarks>
/// A peer whose counter of lives was lost (a new disk) comes back with a lower incarnation. It is believed when it
/// acknowledges a message that this node sent after it had begun to hear the life believed until then: nothing recorded or
/// delayed can do that. A receiver incarnation alone would not prove it, old messages bear the right one, too.
/// </remarks>
internal sealed class ReplayWindow
{
    private const int Width = 64;

    private bool _hasPeer;
    private ulong _incarnation;
    private ulong _highestIncarnation;
    private ulong _sentWhenAdopted;
    private ulong _top;
    private ulong _seen;
    private bool _hasLastWord;

    /// <summary>Decides about one message.</summary>
    /// <param name="state">The message.</param>
    /// <param name="localIncarnation">This node's incarnation; 0 before it has sent anything.</param>
    /// <param name="localSequence">The highest number that this node has sent.</param>
    /// <returns>None, Duplicate (also when too old for the window) or Incarnation.</returns>
    public Refusal Accept(in PeerState state, ulong localIncarnation, ulong localSequence)
    {
        if (!_hasPeer || state.SenderIncarnation != _incarnation)
        {
            if (!IsNewLife(state, localIncarnation, localSequence))
            {
                return Refusal.Incarnation;
            }

            Adopt(state.SenderIncarnation, localSequence);
        }

        return state.Sequence == ulong.MaxValue ? AcceptLastWord() : AcceptNumber(state.Sequence);
    }

    private bool IsNewLife(in PeerState state, ulong localIncarnation, ulong localSequence) =>
        !_hasPeer
        || state.SenderIncarnation > _highestIncarnation
        || (localIncarnation != 0
            && state.ReceiverIncarnation == localIncarnation
            && state.AckSequence > _sentWhenAdopted
            && state.AckSequence <= localSequence);

    private void Adopt(ulong incarnation, ulong localSequence)
    {
        _hasPeer = true;
        _incarnation = incarnation;
        _highestIncarnation = Math.Max(_highestIncarnation, incarnation);
        _sentWhenAdopted = localSequence;
        _top = 0;
        _seen = 0;
        _hasLastWord = false;
    }

    // The guard's last word is written beforehand and does not move the window: the service may go on for hours after it.
    private Refusal AcceptLastWord()
    {
        if (_hasLastWord)
        {
            return Refusal.Duplicate;
        }

        _hasLastWord = true;
        return Refusal.None;
    }

    private Refusal AcceptNumber(ulong number)
    {
        if (number > _top)
        {
            ulong step = number - _top;
            _seen = step >= Width ? 1 : (_seen << (int)step) | 1;
            _top = number;
            return Refusal.None;
        }

        ulong age = _top - number;
        if (age >= Width || (_seen & (1UL << (int)age)) != 0)
        {
            return Refusal.Duplicate;
        }

        _seen |= 1UL << (int)age;
        return Refusal.None;
    }
}
