using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>Silences: made, ended, over.</summary>
internal sealed partial class AlertBook
{
    private readonly Dictionary<string, (AlertSilence Silence, TimeSpan EndsAt)> _silences = new(StringComparer.Ordinal);

    /// <summary>Those that hold something back now.</summary>
    public IReadOnlyList<AlertSilence> Silences()
    {
        lock (_gate)
        {
            return [.. SilencesInForce().OrderBy(pair => pair.Left).Select(pair => pair.Silence)];
        }
    }

    /// <summary>Makes one.</summary>
    /// <returns>False: there are too many.</returns>
    public bool AddSilence(AlertSilence silence)
    {
        lock (_gate)
        {
            if (_silences.Count >= Bounds.Silences)
            {
                return false;
            }

            _silences[silence.Id] = (silence, Now + (silence.Until - silence.From));
            NoteSilences();
            return true;
        }
    }

    /// <summary>Ends one before its time.</summary>
    /// <returns>It; null: there is none of that id in force.</returns>
    public AlertSilence? EndSilence(string id, string by)
    {
        lock (_gate)
        {
            if (!_silences.TryGetValue(id, out var known) || known.Silence.EndedBy.Length > 0)
            {
                return null;
            }

            var ended = known.Silence with { EndedBy = Bounds.Cut(by, Bounds.Name) };
            _silences[id] = (ended, known.EndsAt);
            NoteSilences();
            return ended;
        }
    }

    private IEnumerable<(AlertSilence Silence, TimeSpan Left)> SilencesInForce() => _silences.Values
        .Where(pair => pair.Silence.EndedBy.Length == 0 && pair.EndsAt > Now)
        .Select(pair => (pair.Silence, pair.EndsAt - Now));

    // One that was ended stays until its time, so that the other node's copy cannot bring it back.
    private TimeSpan? TickSilences()
    {
        var over = _silences.Where(pair => pair.Value.EndsAt <= Now).Select(pair => pair.Key).ToArray();
        foreach (var id in over)
        {
            _silences.Remove(id);
        }

        if (over.Length > 0)
        {
            NoteSilences();
        }

        return _silences.Count == 0 ? null : _silences.Values.Min(pair => pair.EndsAt);
    }

    private void MergeSilences(IReadOnlyList<AlertSilence> theirs)
    {
        var hasChanged = false;
        foreach (var silence in theirs)
        {
            var left = silence.Until - time.GetUtcNow();
            left = left > Bounds.LongestSilence ? Bounds.LongestSilence : left;
            if (_silences.TryGetValue(silence.Id, out var known))
            {
                if (known.Silence.EndedBy.Length == 0 && silence.EndedBy.Length > 0)
                {
                    _silences[silence.Id] = (silence, known.EndsAt);
                    hasChanged = true;
                }
            }
            else if (left > TimeSpan.Zero && _silences.Count < Bounds.Silences)
            {
                _silences[silence.Id] = (silence, Now + left);
                hasChanged = true;
            }
        }

        if (hasChanged)
        {
            NoteSilences();
        }
    }

    private void NoteSilences()
    {
        _version++;
        _dirty.Add(AlertKeys.Silences);
        TellChanged();
    }
}
