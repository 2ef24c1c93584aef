using System.Collections.Concurrent;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>Keeps what was reported, in order; other threads may wait for a report.</summary>
internal sealed class RecordingSink : IVipSink
{
    private readonly ConcurrentQueue<string> reports = new();

    public IReadOnlyList<string> Reports => [.. reports];

    public ConcurrentQueue<ulong> Macs { get; } = new();

    public ConcurrentQueue<int> Claimed { get; } = new();

    public ConcurrentQueue<(ulong Number, bool FromVip, MonotonicTime SentAt)> Answers { get; } = new();

    public MonotonicTime LastBoundAt { get; private set; }

    public void OnBound(Epoch term, MonotonicTime at)
    {
        LastBoundAt = at;
        reports.Enqueue($"bound {term}");
    }

    public void OnBindFailed(Epoch term, string reason, MonotonicTime at) => reports.Enqueue($"bind failed {term}: {reason}");

    public void OnReleased(Epoch term, MonotonicTime at) => reports.Enqueue($"released {term}");

    public void OnParked(Epoch term, string reason, MonotonicTime at) => reports.Enqueue(reason.Length == 0 ? $"parked {term}" : $"not parked {term}: {reason}");

    public void OnReleaseFailed(Epoch term, string reason, MonotonicTime at) => reports.Enqueue($"release failed {term}: {reason}");

    public void OnHoldLost(Epoch term, string reason, MonotonicTime at) => reports.Enqueue($"hold lost {term}: {reason}");

    public void OnWireProbeSent(ulong number, MonotonicTime at) => reports.Enqueue($"probe sent {number}");

    public void OnWireAnswer(ulong mac, int address, MonotonicTime at)
    {
        Macs.Enqueue(mac);
        Claimed.Enqueue(address);
    }

    public void OnCarrier(bool isThere, MonotonicTime at) => reports.Enqueue($"carrier {isThere}");

    public void OnGatewayAnswer(ulong number, bool fromVip, MonotonicTime sentAt) => Answers.Enqueue((number, fromVip, sentAt));

    /// <summary>Waits until a report begins so; the first of them.</summary>
    public string Await(string beginning, int limitMilliseconds = 3000)
    {
        Assert.IsTrue(
            SpinWait.SpinUntil(() => reports.Any(report => report.StartsWith(beginning, StringComparison.Ordinal)), limitMilliseconds),
            $"No report '{beginning}…' in {limitMilliseconds} ms; there were: {string.Join(" | ", reports)}");
        return reports.First(report => report.StartsWith(beginning, StringComparison.Ordinal));
    }
}
