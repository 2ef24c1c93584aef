using HAMgm.Contracts.Data;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Election;

/// <summary>Writes facts on a thread of its own, the newest only, and answers each ticket.</summary>
internal sealed class FactsWriter(string key, IDataStore store, ILogger log, IFaultReporter faults, Func<MonotonicTime> clock)
{
    /// <summary>Makes a record of the facts.</summary>
    public delegate string FormatFacts(in DurableFacts facts);

    private readonly object _gate = new();
    private Thread? _thread;
    private DurableFacts _next;
    private ulong _nextTicket;
    private bool _hasWork;
    private bool _isStopping;

    public IElectionSink? Sink { get; set; }

    /// <summary>Told of the facts that have reached the disk, on the writer's thread.</summary>
    public Action<DurableFacts>? Written { get; set; }

    /// <summary>Makes the record that is written.</summary>
    public FormatFacts Format { get; set; } = ElectionFacts.Write;

    public void Start()
    {
        lock (_gate)
        {
            _isStopping = false;
            _thread = new Thread(Run) { Name = "hamgm-election", IsBackground = true };
        }

        _thread.Start();
    }

    public void Post(in DurableFacts facts, ulong ticket)
    {
        lock (_gate)
        {
            // A refused write comes again under the ticket it had.
            _next = facts;
            _nextTicket = ticket;
            _hasWork = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Writes what is waiting, then ends.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.Pulse(_gate);
        }

        if (_thread is { } thread && thread != Thread.CurrentThread)
        {
            thread.Join();
        }

        _thread = null;
    }

    private void Run()
    {
        // A fault here would leave the core waiting for tickets for ever: the supervisor must know.
        try
        {
            while (Take(out var facts, out var ticket))
            {
                Write(facts, ticket);
            }
        }
        catch (InvalidOperationException error)
        {
            faults.Report(error);
        }
    }

    private bool Take(out DurableFacts facts, out ulong ticket)
    {
        lock (_gate)
        {
            while (!_hasWork && !_isStopping)
            {
                Monitor.Wait(_gate);
            }

            facts = _next;
            ticket = _nextTicket;
            var hasWork = _hasWork;
            _hasWork = false;
            return hasWork;
        }
    }

    private void Write(in DurableFacts facts, ulong ticket)
    {
        var isDurable = true;
        try
        {
            store.Set(key, Format(facts));
            Written?.Invoke(facts);
        }
        catch (HamgmException error)
        {
            isDurable = false;
            log.Error("terms and votes could not be written; this node cannot be promoted until they can", ("error", error.Message));
        }

        Sink?.OnPersisted(ticket, isDurable, clock());
    }
}
