using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Kernel;
using HAMgm.Logic.Upgrade.Machine;

namespace HAMgm.Logic.Upgrade;

/// <summary>Tells of what stands once, and once that it is over. Thread-safe.</summary>
internal sealed class AlertTeller(IEventBus events)
{
    private const string Source = "logic.upgrade";

    private readonly Dictionary<string, string> _told = [];

    /// <summary>What stands now.</summary>
    public void Tell(IReadOnlyList<StandingAlert> alerts)
    {
        lock (_told)
        {
            foreach (var alert in alerts.Where(alert => _told.GetValueOrDefault(alert.Key) != alert.Message))
            {
                _told[alert.Key] = alert.Message;
                events.Publish(new AlertEvent(TypeOf(alert.Key), alert.Severity, alert.Title, alert.Message, Source) { Key = alert.Key });
            }

            foreach (var key in _told.Keys.Except(alerts.Select(alert => alert.Key)).ToList())
            {
                _told.Remove(key);
                events.Publish(new AlertEvent(TypeOf(key), AlertSeverity.Info, "An upgrade's trouble is over", $"{key} is over.", Source) { Key = key, Resolves = true });
            }
        }
    }

    private static string TypeOf(string key) => key.Split(':')[0];
}
