using HAMgm.Contracts.Cluster;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>Shows what the VIP thread does to every other thread. One writer, no locks.</summary>
internal sealed class VipBoard(TimeProvider wallClock)
{
    private volatile VipSnapshot current = new(VipState.Unbound, Epoch.None, wallClock.GetUtcNow().ToUnixTimeMilliseconds(), "", TimeSpan.Zero);

    internal VipSnapshot Current => current;

    internal void Show(VipState state, Epoch term, string? error = null, TimeSpan? bindTime = null)
    {
        VipSnapshot before = current;
        current = new VipSnapshot(
            state,
            term,
            state == before.State && term == before.Term ? before.ChangedUnixMs : wallClock.GetUtcNow().ToUnixTimeMilliseconds(),
            error ?? before.LastError,
            bindTime ?? before.LastBind);
    }
}
