using System.Globalization;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Logger.Tests.Fakes;

// A stand-in for component.config, which a plugin may not reference: it holds the log.* keys and tells of changes.
internal sealed class FakeConfig(string folder) : IConfigManager
{
    private readonly List<Action<ConfigChange>> _watchers = [];

    public Dictionary<string, string> Values { get; } = new()
    {
        ["log.level"] = "info",
        ["log.file"] = "",
        ["log.max_file_size"] = "10MiB",
        ["log.max_files"] = "5",
        ["log.max_file_age"] = "0",
        ["log.levels"] = "",
        ["log.format"] = "text",
        ["log.console"] = "off",
        ["log.journald"] = "off",
        ["log.syslog"] = "off",
        ["log.syslog_facility"] = "daemon",
        ["node.id"] = "node-001",
        ["data_dir"] = folder,
    };

    public string Path => "";

    public long Version => 0;

    public ulong SharedHash => 0;

    public string GetString(string key) => Values[key];

    public string GetPath(string key) => System.IO.Path.GetFullPath(Values[key], folder);

    public int GetInt(string key) => int.Parse(Values[key], CultureInfo.InvariantCulture);

    public ConfigChange SetString(string key, string value, long? version = null)
    {
        var change = new ConfigChange(key, Values[key], value, 0, NeedsRestart: false);
        Values[key] = value;
        _watchers.ForEach(w => w(change));
        return change;
    }

    public IDisposable WatchConfig(string keyPrefix, Action<ConfigChange> callback)
    {
        _watchers.Add(callback);
        return new Watch(() => _watchers.Remove(callback));
    }

    public void LoadConfig(string path) => throw new NotSupportedException();

    public IReadOnlyList<ConfigIssue> Check(string path) => throw new NotSupportedException();

    public bool GetBool(string key) => throw new NotSupportedException(key);

    public TimeSpan GetDuration(string key) => TimeSpan.FromHours(double.Parse(Values[key], CultureInfo.InvariantCulture));

    public IReadOnlyList<string> GetList(string key) => Values[key].Split(',', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<IConfigMap> GetMaps(string key) => throw new NotSupportedException(key);

    public string Mask(string key, string value) => value;

    public ConfigScope GetScope(string key) => throw new NotSupportedException(key);

    public IReadOnlyDictionary<string, string> GetAll() => Values;

    public IReadOnlyList<ConfigChange> SetAll(IReadOnlyDictionary<string, string> values, long? version = null) => throw new NotSupportedException();

    public void ValidateAll(IReadOnlyDictionary<string, string> values) => throw new NotSupportedException();

    public ConfigChange SetInt(string key, int value) => throw new NotSupportedException(key);

    public ConfigChange SetBool(string key, bool value) => throw new NotSupportedException(key);

    public void Validate(string key, string value) => throw new NotSupportedException(key);

    public void SaveConfig() => throw new NotSupportedException();

    private sealed class Watch(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
