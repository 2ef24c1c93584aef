using System.Text;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>
/// component.alert as management.cluster sees it: notes that are told and merged. What the real one does with them its own tests cover, and the
/// system tests both together.
/// </summary>
internal sealed class FakeAlertManager : IAlertManager
{
    private readonly List<string> _words = [];
    private TaskCompletionSource _changed = new();

    public List<AlertStanding> Standings { get; } = [];

    public IReadOnlyList<string> Words => _words;

    /// <summary>How many words fit into one message.</summary>
    public int PartSize { get; set; } = 100;

    public long Version { get; private set; }

    public void Say(string word)
    {
        if (!_words.Contains(word))
        {
            _words.Add(word);
            Version = _words.Count;
            var signal = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            signal.SetResult();
        }
    }

    public void SetStanding(AlertStanding standing) => Standings.Add(standing);

    public Task WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        Version > version ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);

    public AlertChanges GetChanges(long cursor)
    {
        var part = _words.Skip((int)cursor).Take(PartSize).ToArray();
        var next = cursor + part.Length;
        return new AlertChanges(Encoding.UTF8.GetBytes(string.Join(',', part)), next, next < _words.Count);
    }

    public void Merge(ReadOnlyMemory<byte> json)
    {
        foreach (var word in Encoding.UTF8.GetString(json.Span).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            Say(word);
        }
    }

    public Task<AlertRecord> AcknowledgeAsync(string alertId, string by, string comment) => alertId == "unknown"
        ? throw new HamgmException(ErrorKind.Cluster, ErrorCodes.NotFound, alertId, "There is no such alert.")
        : Task.FromResult(new AlertRecord
        {
            AlertId = alertId, Type = "t", Severity = AlertSeverity.High, Title = "t", Key = "k", SourceNodeId = "node-a", CreateTime = DateTimeOffset.UnixEpoch, UpdateTime = DateTimeOffset.UnixEpoch,
            AcknowledgeTime = DateTimeOffset.UnixEpoch, AcknowledgedBy = by, AcknowledgeComment = comment,
        });

    public IReadOnlyList<AlertRecord> GetAlerts(AlertFilter filter) => [];

    public IReadOnlyList<AlertRecord> GetAlertHistory() => [];

    public IReadOnlyList<AlertSilence> GetSilences() => [];

    public IReadOnlyList<AlertHistoryEntry> GetHistory(string nodeId, DateTimeOffset since, int limit) => [];

    public Task<IReadOnlyList<AlertTestResult>> TestAlertAsync(string channel, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertTestResult>>([new(channel, true, "ok", TimeSpan.Zero)]);

    public Task<AlertSilence> AddSilenceAsync(AlertSilence silence) => Task.FromResult(silence with { Id = "1" });

    public Task<AlertSilence> EndSilenceAsync(string silenceId, string by) => throw new NotSupportedException();

    public Task SendAlertAsync(AlertEvent alert, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void ConfigureAlert(AlertConfig config) => throw new NotSupportedException();
}
