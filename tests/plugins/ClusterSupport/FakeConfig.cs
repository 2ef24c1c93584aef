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
            ("peer.id", peerId), ("peer.ip", peerIp), ("peer.links", ""), ("thrift.listen", "127.0.0.1"), ("thrift.port", "9090"),
            ("thrift.insecure_writes", "false"), ("thrift.tls.ca", ""), ("thrift.tls.cert", ""), ("thrift.tls.key", ""), ("log.level", "info"), ("peer.tls", "auto"), ("data_dir", ""),
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

    public IReadOnlyList<IConfigMap> GetMaps(string key) => throw new NotSupportedException(key);

    public string Mask(string key, string value) => value;

    public IReadOnlyList<string> GetList(string key) => GetString(key).Split(',');

    public string GetPath(string key) => GetString(key);

    public ConfigScope GetScope(string key) => !_values.ContainsKey(key) ? throw Unknown(key)
        : key.Split('.')[0] is "cluster" or "vip" or "quorum" ? ConfigScope.Shared : ConfigScope.Node;

    public IReadOnlyDictionary<string, string> GetAll() => new Dictionary<string, string>(_values);

    public ConfigChange SetString(string key, string value, long? version = null) =>
        SetAll(new Dictionary<string, string> { [key] = value }, version)[0];

    public IReadOnlyList<ConfigChange> SetAll(IReadOnlyDictionary<string, string> values, long? version = null)
    {
        ValidateAll(values);
        if (values.Keys.FirstOrDefault(Unwritable.Contains) is { } full)
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.Internal, full, $"{Path} cannot be written: no space left on device.");
        }

        var shared = values.Keys.Any(key => GetScope(key) == ConfigScope.Shared);
        Version = version ?? (shared ? Version + 1 : Version);
        var changes = values.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new ConfigChange(pair.Key, _values[pair.Key], pair.Value, Version, pair.Key is "peer.id" or "peer.ip" or "vip.address"))
            .ToList();
        foreach (var change in changes)
        {
            _values[change.Key] = change.NewValue;
        }

        foreach (var change in changes)
        {
            foreach (var (_, callback) in _watchers.Where(watcher => change.Key.StartsWith(watcher.Prefix, StringComparison.Ordinal)).ToArray())
            {
                callback(change);
            }
        }

        return changes;
    }

    public ConfigChange SetInt(string key, int value) => SetString(key, value.ToString(CultureInfo.InvariantCulture));

    public ConfigChange SetBool(string key, bool value) => SetString(key, value ? "true" : "false");

    public void Validate(string key, string value) => ValidateAll(new Dictionary<string, string> { [key] = value });

    public void ValidateAll(IReadOnlyDictionary<string, string> values)
    {
        var all = new Dictionary<string, string>(_values);
        foreach (var (key, value) in values)
        {
            GetString(key);
            all[key] = value;
            if (Refusing.Contains(key))
            {
                throw Refused(key, $"'{value}' is refused.");
            }
        }

        if (!bool.TryParse(all["cluster.auto_switch"], out _))
        {
            throw Refused("cluster.auto_switch", $"'{all["cluster.auto_switch"]}' is neither true nor false.");
        }

        if (Duration(all["cluster.heartbeat_timeout"]) <= Duration(all["cluster.heartbeat_interval"]))
        {
            throw Refused("cluster.heartbeat_timeout", "the time-out must be longer than the interval.");
        }

        if (all["peer.id"].Length > 0 != all["peer.ip"].Length > 0)
        {
            throw Refused("peer.id", "peer.id and peer.ip are set together, or neither.");
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
