using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>The one receiver, once it is attached; until then, nobody listens and nothing is ordered.</summary>
internal sealed class SinkHolder : IVipSink
{
    private volatile IVipSink? target;

    internal void Attach(IVipSink sink) => target = sink;

    public void OnBound(Epoch term, MonotonicTime at) => target?.OnBound(term, at);

    public void OnBindFailed(Epoch term, string reason, MonotonicTime at) => target?.OnBindFailed(term, reason, at);

    public void OnReleased(Epoch term, MonotonicTime at) => target?.OnReleased(term, at);

    public void OnReleaseFailed(Epoch term, string reason, MonotonicTime at) => target?.OnReleaseFailed(term, reason, at);

    public void OnHoldLost(Epoch term, string reason, MonotonicTime at) => target?.OnHoldLost(term, reason, at);

    public void OnParked(Epoch term, string reason, MonotonicTime at) => target?.OnParked(term, reason, at);

    public void OnWireProbeSent(ulong number, MonotonicTime at) => target?.OnWireProbeSent(number, at);

    public void OnWireAnswer(ulong mac, int address, MonotonicTime at) => target?.OnWireAnswer(mac, address, at);

    public void OnCarrier(bool isThere, MonotonicTime at) => target?.OnCarrier(isThere, at);

    public void OnGatewayAnswer(ulong number, bool fromVip, MonotonicTime sentAt) => target?.OnGatewayAnswer(number, fromVip, sentAt);
}
