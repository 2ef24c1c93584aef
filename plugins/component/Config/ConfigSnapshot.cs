using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Values;
using HAMgm.Component.Config.Yaml;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config;

/// <summary>One state of the file and what it means; never changed, only replaced.</summary>
internal sealed class ConfigSnapshot(string text, YamlNode? root, SchemaSet schemas, IReadOnlyDictionary<string, Setting> settings)
{
    public string Text { get; } = text;

    public YamlNode? Root { get; } = root;

    public SchemaSet Schemas { get; } = schemas;

    /// <summary>Every known key, with its value or its default.</summary>
    public IReadOnlyDictionary<string, Setting> Settings { get; } = settings;

    /// <summary>
    /// See <see cref="IConfigManager.SharedHash"/>; values count by meaning, so 1000ms and 1s are equal. Defaults do not count: a key
    /// that only the newer of two versions of HAMgm knows leaves the two alike until somebody sets it.
    /// </summary>
    public ulong SharedHash { get; } = Hash(settings.Values);

    /// <summary>The keys whose values differ in meaning, in order.</summary>
    public IEnumerable<string> DifferingKeys(ConfigSnapshot other) =>
        Settings.Keys.Union(other.Settings.Keys)
            .Where(k => Settings.GetValueOrDefault(k)?.Canonical != other.Settings.GetValueOrDefault(k)?.Canonical)
            .Order(StringComparer.Ordinal);

    private static ulong Hash(IEnumerable<Setting> settings)
    {
        var lines = settings
            .Where(s => s.Schema.Scope == ConfigScope.Shared && s.Differs)
            .OrderBy(s => s.Schema.Key, StringComparer.Ordinal)
            .Select(s => $"{s.Schema.Key}={s.Canonical}\n");
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
