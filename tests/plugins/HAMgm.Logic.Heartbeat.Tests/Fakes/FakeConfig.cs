using System.Globalization;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

/// <summary>Settings in a dictionary; durations in milliseconds.</summary>
internal sealed class FakeConfig : IConfigManager
{
    private readonly Dictionary<string, string> _values;
    private readonly List<Action<ConfigChange>> _watchers = [];

    public FakeConfig(string nodeId, string nodeIp, string peerId, string peerIp, int port)
    {
        _values = new Dictionary<string, string>
        {
            ["cluster.id"] = "hamgm-test",
            ["cluster.heartbeat_interval"] = "20",
            ["cluster.heartbeat_timeout"] = "2000",
            ["cluster.heartbeat_retries"] = "3",
            ["cluster.connect_timeout"] = "1000",
            ["cluster.io_timeout"] = "1000",
            ["cluster.secret"] = string.Empty,
            ["node.id"] = nodeId,
            ["node.ip"] = nodeIp,
            ["peer.id"] = peerId,
            ["peer.ip"] = peerIp,
            ["peer.links"] = string.Empty,
            ["peer.tls"] = "auto",
            ["thrift.tls.ca"] = string.Empty,
            ["thrift.tls.cert"] = string.Empty,
            ["thrift.tls.key"] = string.Empty,
            ["heartbeat.port"] = port.ToString(CultureInfo.InvariantCulture),
        };
    }

    public string Path => "test";

    public long Version => 1;

    public ulong SharedHash => 1;

    public string this[string key]
    {
        set => _values[key] = value;
    }

    public string GetString(string key) => _values[key];

    public int GetInt(string key) => int.Parse(_values[key], CultureInfo.InvariantCulture);

    public bool GetBool(string key) => bool.Parse(_values[key]);

    public TimeSpan GetDuration(string key) => TimeSpan.FromMilliseconds(GetInt(key));

    public IReadOnlyList<IConfigMap> GetMaps(string key) => throw new NotSupportedException(key);

    public string Mask(string key, string value) => value;

    public IReadOnlyList<string> GetList(string key) => _values[key].Length == 0 ? [] : _values[key].Split(',');

    public string GetPath(string key) => _values[key];

    public ConfigScope GetScope(string key) => ConfigScope.Node;

    public IReadOnlyDictionary<string, string> GetAll() => _values;

    public ConfigChange SetString(string key, string value, long? version = null)
    {
        ConfigChange change = new(key, _values[key], value, 1, false);
        _values[key] = value;
        _watchers.ForEach(watcher => watcher(change));
        return change;
    }

    public IReadOnlyList<ConfigChange> SetAll(IReadOnlyDictionary<string, string> values, long? version = null) => throw new NotSupportedException();

    public void ValidateAll(IReadOnlyDictionary<string, string> values) => throw new NotSupportedException();

    public ConfigChange SetInt(string key, int value) => SetString(key, value.ToString(CultureInfo.InvariantCulture));

    public ConfigChange SetBool(string key, bool value) => SetString(key, value ? "true" : "false");

    public IDisposable WatchConfig(string keyPrefix, Action<ConfigChange> callback)
    {
        _watchers.Add(callback);
        return new Watch(() => _watchers.Remove(callback));
    }

    public void LoadConfig(string path) => throw new NotSupportedException();

    public IReadOnlyList<ConfigIssue> Check(string path) => throw new NotSupportedException();

    public void Validate(string key, string value) => throw new NotSupportedException();

    public void SaveConfig() => throw new NotSupportedException();

    private sealed class Watch(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
