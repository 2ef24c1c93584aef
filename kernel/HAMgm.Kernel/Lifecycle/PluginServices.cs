using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Events;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>The kernel services of one instance of a plugin; a reload makes new ones, so a late report of the old one is told apart.</summary>
internal sealed class PluginServices : IFaultReporter
{
    private readonly PluginRecord _record;
    private readonly Supervisor _supervisor;
    private int _isFaulted;

    public PluginServices(PluginRecord record, EventBus bus, ILogger logger, Supervisor supervisor)
    {
        _record = record;
        _supervisor = supervisor;
        Logger = logger;
        Bus = new PluginEventBus(bus, record.Id, Report);
    }

    public PluginEventBus Bus { get; }

    public ILogger Logger { get; }

    /// <summary>Reports a fault: the first one counts, a plugin that goes on failing while it is being stopped adds nothing.</summary>
    public void Report(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (Interlocked.Exchange(ref _isFaulted, 1) == 0)
        {
            _supervisor.Report(_record, this, exception);
        }
    }
}
