using System.Collections.Concurrent;
using HAMgm.Contracts.Cluster;
using HAMgm.Linux;
using HAMgm.Linux.Packets;
using HAMgm.Logic.VipControl.Engine;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>Keeps what an operator was told.</summary>
internal sealed class RecordingAlarms : IVipAlarms
{
    private readonly ConcurrentQueue<string> told = new();

    public IReadOnlyList<string> Told => [.. told];

    public void GateRebuilt(Epoch term) => told.Enqueue($"gate rebuilt {term}");

    public void PutBack(Epoch term, string reason, TimeSpan took) => told.Enqueue($"put back {term}: {reason}");

    public void Duplicate(NetAddress address, MacAddress mac, string interfaceName) => told.Enqueue($"duplicate {address} {mac} {interfaceName}");

    public void KnownAnswers(NetAddress address, MacAddress mac) => told.Enqueue($"known {address} {mac}");

    public void Carrier(bool isThere) => told.Enqueue($"carrier {isThere}");

    public void GatewayAnswers(NetAddress gateway, bool answers, bool isLocated) => told.Enqueue($"gateway {gateway} answers {answers} located {isLocated}");

    public void GatewayIgnoresAnnouncements(NetAddress gateway) => told.Enqueue($"gateway {gateway} ignores announcements");
}
