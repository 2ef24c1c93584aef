using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Data.Tests.Fakes;

// A stand-in for component.config, which a plugin may not reference: the data component asks it for one path.
internal sealed class FakeConfig(string dataDirectory) : IConfigManager
{
    public string Path => "";

    public long Version => 0;

    public ulong SharedHash => 0;

    public string GetPath(string key) => key == "data_dir" ? dataDirectory : throw new NotSupportedException(key);

    public void LoadConfig(string path) => throw new NotSupportedException();

    public IReadOnlyList<ConfigIssue> Check(string path) => throw new NotSupportedException();

    public string GetString(string key) => key == "node.id" ? "node-001" : throw new NotSupportedException(key);

    public int GetInt(string key) => throw new NotSupportedException(key);

    public bool GetBool(string key) => throw new NotSupportedException(key);

    public TimeSpan GetDuration(string key) => throw new NotSupportedException(key);

    public IReadOnlyList<IConfigMap> GetMaps(string key) => throw new NotSupportedException(key);

    public string Mask(string key, string value) => value;

    public IReadOnlyList<string> GetList(string key) => throw new NotSupportedException(key);

    public ConfigScope GetScope(string key) => throw new NotSupportedException(key);

    public IReadOnlyDictionary<string, string> GetAll() => throw new NotSupportedException();

    public ConfigChange SetString(string key, string value, long? version = null) => throw new NotSupportedException(key);

    public IReadOnlyList<ConfigChange> SetAll(IReadOnlyDictionary<string, string> values, long? version = null) => throw new NotSupportedException();

    public void ValidateAll(IReadOnlyDictionary<string, string> values) => throw new NotSupportedException();

    public ConfigChange SetInt(string key, int value) => throw new NotSupportedException(key);

    public ConfigChange SetBool(string key, bool value) => throw new NotSupportedException(key);

    public void Validate(string key, string value) => throw new NotSupportedException(key);

    public void SaveConfig() => throw new NotSupportedException();

    public IDisposable WatchConfig(string keyPrefix, Action<ConfigChange> callback) => throw new NotSupportedException();
}
