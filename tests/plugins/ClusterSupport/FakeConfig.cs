using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.TestSupport;

/// <summary>
/// IConfigManager in memory, with a few keys and the one rule between keys that matters to replication (a time-out is
/// longer than its interval). The real one writes YAML files, which component.config's own tests cover.
/// </summary>
internal sealed class FakeConfig : IConfigManager
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, Action<ConfigChange> Callback)> _watchers = [];

    public FakeConfig(string nodeId, string nodeIp, string peerId, string peerIp)
    {
        foreach (var (key, value) in new (string, string)[]
        {
            ("cluster.id", "test"), ("cluster.auto_switch", "true"), ("cluster.heartbeat_interval", "100ms"),
            ("cluster.heartbeat_timeout", "300ms"), ("cluster.secret", ""), ("vip.address", "10.0.0.9/24"),
            ("quorum.on_isolation", "release"), ("node.id", nodeId), ("node.ip", nodeIp), ("node.priority", "100"),
            ("peer.id", peerId), ("peer.ip", peerIp), ("thrift.listen", "127.0.0.1"), ("thrift.port", "9090"),
            ("thrift.insecure_writes", "false"), ("thrift.tls.ca", ""), ("thrift.tls.cert", ""), ("thrift.tls.key", ""), ("log.level", "info"),
        })
        {
            _values[key] = value;
        }
    }

    /// <summary>Keys that refuse to be written, as a full disk does.</summary>
    public HashSet<string> Unwritable { get; } = [];

    /// <summary>Keys that refuse every value.</summary>
    public HashSet<string> Refusing { get; } = [];

    public string Path => "/etc/hamgm/hamgm.yaml";

    public long Version { get; set; } = 1;

    public ulong SharedHash => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _values
        .Where(pair => GetScope(pair.Key) == ConfigScope.Shared).Select(pair => $"{pair.Key}={pair.Value}")))));

    /// <summary>Sets a value as if it had always been so.</summary>
    public FakeConfig With(string key, string value)
    {
        _values[key] = value;
        return this;
    }

    public void LoadConfig(string path) => throw new NotSupportedException();

    public IReadOnlyList<ConfigIssue> Check(string path) => [];

    public string GetString(string key) => _values.TryGetValue(key, out var value) ? value : throw Unknown(key);

    public int GetInt(string key) => int.Parse(GetString(key), CultureInfo.InvariantCulture);

    public bool GetBool(string key) => bool.Parse(GetString(key));

    public TimeSpan GetDuration(string key) => Duration(GetString(key));

    public IReadOnlyList<string> GetList(string key) => GetString(key).Split(',');

    public string GetPath(string key) => GetString(key);

    public ConfigScope GetScope(string key) => !_values.ContainsKey(key) ? throw Unknown(key)
        : key.Split('.')[0] is "cluster" or "vip" or "quorum" ? ConfigScope.Shared : ConfigScope.Node;

    public IReadOnlyDictionary<string, string> GetAll() => new Dictionary<string, string>(_values);

    public ConfigChange SetString(string key, string value, long? version = null)
    {
        Validate(key, value);
        if (Unwritable.Contains(key))
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.Internal, key, $"{Path} cannot be written: no space left on device.");
        }

        var shared = GetScope(key) == ConfigScope.Shared;
        Version = shared ? version ?? Version + 1 : Version;
        var change = new ConfigChange(key, _values[key], value, Version, key is "peer.id" or "peer.ip" or "vip.address");
        _values[key] = value;
        foreach (var (prefix, callback) in _watchers.ToArray())
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                callback(change);
            }
        }

        return change;
    }

    public ConfigChange SetInt(string key, int value) => SetString(key, value.ToString(CultureInfo.InvariantCulture));

    public ConfigChange SetBool(string key, bool value) => SetString(key, value ? "true" : "false");

    public void Validate(string key, string value)
    {
        GetString(key);
        var all = new Dictionary<string, string>(_values) { [key] = value };
        if (Refusing.Contains(key))
        {
            throw Refused(key, $"'{value}' is refused.");
        }

        if (key == "cluster.auto_switch" && !bool.TryParse(value, out _))
        {
            throw Refused(key, $"'{value}' is neither true nor false.");
        }

        if (key.StartsWith("cluster.heartbeat_", StringComparison.Ordinal)
            && Duration(all["cluster.heartbeat_timeout"]) <= Duration(all["cluster.heartbeat_interval"]))
        {
            throw Refused(key, "the time-out must be longer than the interval.");
        }
    }

    public void SaveConfig()
    {
    }

    public IDisposable WatchConfig(string keyPrefix, Action<ConfigChange> callback)
    {
        var entry = (keyPrefix, callback);
        _watchers.Add(entry);
        return new Subscription(() => _watchers.Remove(entry));
    }

    private static TimeSpan Duration(string text) => text.EndsWith("ms", StringComparison.Ordinal)
        ? TimeSpan.FromMilliseconds(int.Parse(text[..^2], CultureInfo.InvariantCulture))
        : TimeSpan.FromSeconds(int.Parse(text[..^1], CultureInfo.InvariantCulture));

    private static HamgmException Unknown(string key) =>
        new(ErrorKind.Configuration, ErrorCodes.NotFound, key, $"There is no setting '{key}'.");

    private static HamgmException Refused(string key, string why) =>
        new(ErrorKind.Configuration, ErrorCodes.BadRequest, key, $"'{key}': {why}");
}
