using System.Globalization;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Tls;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Tells in time that this node's certificate or its authority's is about to end: 30 days, 7 days and 1 day before, and when
/// it is over, each time as an alert, and in the node's warnings all the while. Looks once an hour, and when somebody has
/// exchanged the files.
/// </summary>
internal sealed class CertificateWatch(IConfigManager config, IEventBus bus, TimeProvider time)
{
    /// <summary>The alerts' type.</summary>
    public const string AlertType = "certificate_expiry";

    private static readonly TimeSpan LookAfter = TimeSpan.FromHours(1);
    private static readonly (TimeSpan Left, AlertSeverity Severity)[] Stages =
    [
        (TimeSpan.Zero, AlertSeverity.Critical),
        (TimeSpan.FromDays(1), AlertSeverity.Critical),
        (TimeSpan.FromDays(7), AlertSeverity.High),
        (TimeSpan.FromDays(30), AlertSeverity.Medium),
    ];

    private TlsStore? _store;
    private TlsMaterial? _judged;
    private DateTimeOffset _nextLook;
    private int _stage = Stages.Length;
    private bool _isRaised;

    /// <summary>What stands in the node's warnings; null when there is nothing to say.</summary>
    public string? Warning { get; private set; }

    /// <summary>Takes a look, if one is due. Called every interval, by one caller at a time.</summary>
    public void Look()
    {
        if (config.GetString("thrift.tls.cert").Length == 0)
        {
            Warning = null;
            return;
        }

        try
        {
            _store ??= new TlsStore(new TlsFiles(config.GetPath("thrift.tls.ca"), config.GetPath("thrift.tls.cert"), config.GetPath("thrift.tls.key")));
        }
        catch (TlsException unusable)
        {
            // service.thrift does not start with these; here it is a warning.
            Warning = unusable.Message;
            return;
        }

        var now = time.GetUtcNow();
        var material = _store.Current();
        if (material == _judged && now < _nextLook && _store.Problem is null)
        {
            return;
        }

        if (material != _judged)
        {
            _stage = Stages.Length;
        }

        _judged = material;
        _nextLook = now + LookAfter;
        Judge(material, now);
        Warning = _store.Problem is { } problem ? $"Changed certificates cannot be used, those before stay in force: {problem}" : Warning;
    }

    private void Judge(TlsMaterial material, DateTimeOffset now)
    {
        var (what, key, end) = material.NotAfter <= material.AuthorityNotAfter
            ? ("This node's certificate", "thrift.tls.cert", material.NotAfter)
            : ("The certificate of this cluster's authority", "thrift.tls.ca", material.AuthorityNotAfter);
        var left = end - now;
        var stage = Array.FindIndex(Stages, stage => left <= stage.Left);
        if (stage < 0)
        {
            Warning = null;
            if (_isRaised)
            {
                _isRaised = false;
                bus.Publish(new AlertEvent(AlertType, AlertSeverity.Info, "The certificates were exchanged in time", "", ClusterModule.Id) { Resolves = true });
            }

            return;
        }

        var when = end.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var title = left <= TimeSpan.Zero
            ? $"{what} has expired"
            : string.Create(CultureInfo.InvariantCulture, $"{what} expires in {Math.Ceiling(left.TotalDays):F0} day(s)");
        Warning = $"{title} ({config.GetPath(key)}, {when} UTC). Make a new one with 'hamgm-cli pki' and put it in its place: it counts from the next connection on.";
        if (stage < _stage)
        {
            _stage = stage;
            _isRaised = true;
            bus.Publish(new AlertEvent(AlertType, Stages[stage].Severity, title, Warning, ClusterModule.Id));
        }
    }
}
