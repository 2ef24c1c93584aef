using System.Composition;
using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Election;

/// <summary>logic.election: the disk of the decision core (spec/1 section 2.3.1, ElectionModule).</summary>
[Export(typeof(IModule))]
[Export(typeof(IElection))]
[Shared]
public sealed class ElectionModule : IModule, IElection, IDisposable
{
    private readonly IDataStore _store;
    private readonly ILogger _log;
    private readonly string _key;
    private readonly FactsWriter _writer;
    private readonly IConfigManager _config;
    private readonly LostFacts _lost;
    private readonly RecoveryGate _gate;
    private readonly ElectionView _view;
    private volatile ElectionResult _result = new(Epoch.None, "", "", 0);
    private readonly string _peerId;
    private volatile VoteResult _vote = new(Epoch.None, "");
    private volatile bool _isRunning;

    /// <summary>Composed by the kernel.</summary>
    [ImportingConstructor]
    public ElectionModule(IConfigManager config, IDataStore store, ILogger log, IFaultReporter faults)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        _store = store;
        _log = log;
        _key = $"statemachine:{config.GetString("node.id")}:election_state";
        _peerId = config.GetString("peer.id");
        _writer = new FactsWriter(_key, store, log, faults, () => MonotonicTime.Never) { Written = NoteWritten };
        _lost = new LostFacts(config.GetString("node.id"), store, log, TimeProvider.System);
        _gate = new RecoveryGate(_lost, log, TimeProvider.System);
        _view = new ElectionView(config.GetString("node.id"), _peerId, TimeProvider.System);
        _writer.Sink = _gate;
        _writer.Format = _view.Write;
    }

    /// <inheritdoc/>
    public void Attach(IElectionSink sink) => _gate.Attach(sink);

    /// <inheritdoc/>
    public DurableFacts Begin()
    {
        var stored = _store.Get(_key);
        var facts = stored is null ? default : ElectionFacts.Read(_key, stored);
        if (_lost.IsUnrecovered)
        {
            facts = _lost.Bound(facts);
            _gate.Shut(LongestPromise(facts));
        }

        if (facts.Incarnation == ulong.MaxValue - 1)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _key, "The count of starts is used up: the stored election state is damaged. Restore data_dir.");
        }

        facts.Incarnation++;
        _store.Set(_key, _view.Write(facts));
        NoteWritten(facts);
        _log.Info(
            "this life begins",
            ("incarnation", facts.Incarnation),
            ("highestTerm", facts.HighestTerm.Value),
            ("lastPrimaryTerm", facts.LastPrimaryTerm.Value));
        return facts;
    }

    /// <inheritdoc/>
    public void Persist(in DurableFacts facts, ulong ticket) => _writer.Post(facts, ticket);

    /// <inheritdoc/>
    public VoteResult GetVote() => _vote;

    /// <inheritdoc/>
    public ElectionResult GetElectionResult() => _result;

    /// <inheritdoc/>
    public void RecordResult(ElectionResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _result = result;
        try
        {
            if (_store is ICounters counters)
            {
                // component.data counts, too: with the metadata of spec/1 section 5.4.3.
                counters.Note("election_term", (ulong)result.Term.Value);
                return;
            }

            _store.Set("autoincr:election_term:value", result.Term.Value.ToString(CultureInfo.InvariantCulture), durable: false);
        }
        catch (HamgmException error)
        {
            // For display only; the term itself is in the facts.
            _log.Warn("the election's result could not be noted", ("error", error.Message));
        }
    }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writer.Start();
        _isRunning = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isRunning = false;
        _gate.Dispose();
        _writer.Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <inheritdoc/>
    public ModuleStatus GetStatus() => new(
        _isRunning ? ModuleState.Running : ModuleState.Stopped,
        _result.Term == Epoch.None ? "no election yet" : $"term {_result.Term}: {_result.WinnerNodeId} by {_result.RuleId}");

    // A promise is T long, or as long as a restart in place is announced for: 5.5 s and a margin of at least 30 ms or T/10 (R14,
    // ADR 0012). T itself may have been longer before, and the peer's may be: all of it for twice T.
    private TimeSpan LongestPromise(in DurableFacts facts)
    {
        var doubled = _config.GetDuration("cluster.heartbeat_timeout") * 2;
        var margin = doubled / 10 > TimeSpan.FromMilliseconds(30) ? doubled / 10 : TimeSpan.FromMilliseconds(30);
        var announced = TimeSpan.FromSeconds(5.5) + margin;
        var least = doubled > announced ? doubled : announced;
        return facts.LongestPromise > least ? facts.LongestPromise : least;
    }

    private void NoteWritten(DurableFacts facts)
    {
        _gate.NoteWritten(facts);
        _vote = new VoteResult(facts.VotedTerm, facts.VotedTerm != Epoch.None && facts.VotedForPeer ? _peerId : "");
    }
}
