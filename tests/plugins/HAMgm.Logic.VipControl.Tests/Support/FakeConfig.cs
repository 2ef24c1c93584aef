using System.Globalization;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>The settings of one node, in memory.</summary>
internal sealed class FakeConfig : IConfigManager
{
    // Shared by the tests of this process; nobody leaves a note there but on purpose.
    private static readonly string Folder = Directory.CreateTempSubdirectory("hamgm-vip-").FullName;

    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal)
    {
        ["vip.address"] = "10.77.0.200/24",
        ["vip.interface"] = "eth0",
        ["vip.more"] = "",
        ["vip.provider"] = "netlink",
        ["vip.kernel_lease"] = "1000",
        ["vip.gate"] = "auto",
        ["vip.on_duplicate"] = "hold",
        ["vip.interfaces"] = "",
        ["vip.announce_refresh"] = "60000",
        ["vip.known_macs"] = "",
        ["quorum.witness"] = "gateway",
        ["quorum.gateways"] = "",
        ["cluster.heartbeat_interval"] = "100",
        ["thrift.port"] = "9090",
        ["cluster.id"] = "test",
        ["node.id"] = "a",
        ["peer.id"] = "b",
        ["peer.ip"] = "10.77.0.2",
        ["data_dir"] = Folder,
    };

    public string Path => "/etc/hamgm/hamgm.yaml";

    public long Version => 1;

    public ulong SharedHash => 0;

    public string GetString(string key) => Values[key];

    public int GetInt(string key) => int.Parse(Values[key], CultureInfo.InvariantCulture);

    public bool GetBool(string key) => bool.Parse(Values[key]);

    public TimeSpan GetDuration(string key) => TimeSpan.FromMilliseconds(GetInt(key));

    public IReadOnlyList<IConfigMap> GetMaps(string key) => throw new NotSupportedException(key);

    public string Mask(string key, string value) => value;

    public IReadOnlyList<string> GetList(string key) => Values[key].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public string GetPath(string key) => Values[key];

    public ConfigScope GetScope(string key) => throw new NotSupportedException();

    public IReadOnlyDictionary<string, string> GetAll() => Values;

    public void LoadConfig(string path) => throw new NotSupportedException();

    public IReadOnlyList<ConfigIssue> Check(string path) => throw new NotSupportedException();

    public ConfigChange SetString(string key, string value, long? version = null) => throw new NotSupportedException();

    public IReadOnlyList<ConfigChange> SetAll(IReadOnlyDictionary<string, string> values, long? version = null) => throw new NotSupportedException();

    public void ValidateAll(IReadOnlyDictionary<string, string> values) => throw new NotSupportedException();

    public ConfigChange SetInt(string key, int value) => throw new NotSupportedException();

    public ConfigChange SetBool(string key, bool value) => throw new NotSupportedException();

    public void Validate(string key, string value) => throw new NotSupportedException();

    public void SaveConfig() => throw new NotSupportedException();

    public IDisposable WatchConfig(string keyPrefix, Action<ConfigChange> callback) => throw new NotSupportedException();
}
