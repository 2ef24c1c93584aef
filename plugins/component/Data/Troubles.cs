using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Data;

/// <summary>
/// Tells an operator: a line in the log at once, an alert as soon as somebody is there to take it. This component is loaded
/// before those that handle alerts, so what it finds at its start waits for a few seconds.
/// </summary>
internal sealed class Troubles(ILogger log, IEventBus? events, TimeProvider time)
{
    /// <summary>How long after the start alerts wait for their takers.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string Source = "component.data";
    private readonly long _startedAt = time.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly Queue<AlertEvent> _waiting = new();
    private string _disk = "";

    /// <summary>The disk is in trouble: told when it begins and when the reason changes from one kind to another.</summary>
    public void DiskRefuses(string path, string error)
    {
        lock (_gate)
        {
            if (_disk.Length == 0)
            {
                log.Error(error);
                Queue("data_unwritable", AlertSeverity.High, "the database cannot be written / 数据库无法写入",
                    $"{error}. Terms, votes and settings cannot be changed until it can; what this node serves goes on. / {path} 无法写入：在恢复之前任期、投票和配置不能更改，已有服务不受影响。");
            }

            _disk = error;
        }
    }

    /// <summary>It is over.</summary>
    public void DiskWorks(string path)
    {
        lock (_gate)
        {
            if (_disk.Length > 0)
            {
                _disk = "";
                log.Info("the database can be written again", ("path", path));
                Queue("data_writable", AlertSeverity.Info, "the database can be written again / 数据库恢复写入", $"{path} can be written again. / {path} 已恢复写入。", resolves: "data_unwritable");
            }
        }
    }

    /// <summary>A database was lost, and a new one is in its place.</summary>
    public void Damaged(string path, string reason, string setAside, int kept, bool nothingLost)
    {
        var where = setAside.Length > 0 ? $"it is kept as {setAside}" : "nothing of it is left";
        var what = nothingLost
            ? "All values were in memory and are written anew; nothing is lost."
            : $"{kept} values could be read from it. This node is not eligible for PRIMARY until it has learnt the newest terms from its peer, or has waited for every promise it may have given.";
        log.Error("the database was damaged or lost", ("path", path), ("reason", reason), ("setAside", setAside), ("kept", kept));
        lock (_gate)
        {
            Queue("data_damaged", AlertSeverity.Critical, "the database was damaged / 数据库已损坏",
                $"{path}: {reason}; {where}. {what} Check the disk. / {path} 已损坏（{reason}），已另存为 {setAside}，并建立新库（保留 {kept} 项）。请检查磁盘。");
        }
    }

    /// <summary>Nobody can say whether the database is the newest.</summary>
    public void MarkUnreadable(string path) => log.Warn(
        "the record of what was acknowledged cannot be read and is begun anew; whether the database is the newest cannot be told this time", ("path", path + "-mark"));

    /// <summary>Somebody set the clock, or the machine slept.</summary>
    public void ClockSet(TimeSpan by)
    {
        var seconds = by.TotalSeconds.ToString("+0;-0", System.Globalization.CultureInfo.InvariantCulture);
        log.Warn("the clock was set, or the machine slept", ("bySeconds", seconds));
        lock (_gate)
        {
            Queue("clock_changed", AlertSeverity.Medium, "the clock was set / 系统时钟被调整",
                $"The wall clock moved by {seconds} s against the monotonic one. No time to live, term or promise is changed by it; times shown may jump. Check NTP. / 系统时钟相对单调时钟变化 {seconds} 秒；有效期、任期和承诺不受影响。请检查 NTP。");
        }
    }

    /// <summary>Whether something waits to be published.</summary>
    public bool AreWaiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count > 0;
            }
        }
    }

    /// <summary>Publishes what waits, once there are takers.</summary>
    public void Publish()
    {
        while (time.GetElapsedTime(_startedAt) >= Patience && TryTake(out var alert))
        {
            events?.Publish(alert!);
        }
    }

    private bool TryTake(out AlertEvent? alert)
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out alert);
        }
    }

    private void Queue(string type, AlertSeverity severity, string title, string message, string resolves = "") =>
        _waiting.Enqueue(new AlertEvent(type, severity, title, message, Source) { Key = resolves, Resolves = resolves.Length > 0 });
}
