using HAMgm.Component.Config.Files;
using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Values;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Config;

/// <summary>Settings of plugins that come while the node runs.</summary>
public sealed partial class ConfigComponent : ISettingsKeeper
{
    // By plugin: the schema that counts. One that is gone stays known, for its section may stand in the file still.
    private readonly Dictionary<string, string> _schemas = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? WhyNot(string pluginId)
    {
        if (_snapshot is null || !_catalog.SettingsSchemas.TryGetValue(pluginId, out var schema))
        {
            return null;
        }

        lock (_changing)
        {
            if (_schemas.GetValueOrDefault(pluginId, "[]") == schema)
            {
                return null;
            }

            var merged = SchemaSet.Merge(Known());
            if (merged.Problems.Count > 0)
            {
                // Those that were there before it had none.
                return $"its settings cannot be taken over: {string.Join("; ", merged.Problems)}";
            }

            var issues = new List<ConfigIssue>();
            var text = ConfigFile.Read(_path, issues);
            var disk = text is null ? null : ConfigLoader.Load(text, merged, issues);
            bool IsOwn(string key) => merged.TryGet(key, out var setting) && setting.Owner == pluginId;
            if (ConfigLoader.Order(issues).FirstOrDefault(issue => !issue.IsWarning && IsOwn(issue.Key)) is { } error)
            {
                return $"{_path}{(error.Line > 0 ? $", line {error.Line}" : "")}: {error.Key}: {error.Message}";
            }

            Adopt(merged, disk, IsOwn);
            _schemas[pluginId] = schema;
            return null;
        }
    }

    /// <summary>
    /// Of the file only the plugin's own values come into force: what else was changed by hand since it was loaded waits, as it does
    /// without a new plugin.
    /// </summary>
    private void Adopt(SchemaSet schemas, ConfigSnapshot? disk, Func<string, bool> isOwn)
    {
        var next = ConfigLoader.Load(Current.Text, schemas, []);
        if (disk is not null && !next.DifferingKeys(disk).Any(key => !isOwn(key)))
        {
            _snapshot = disk;
            return;
        }

        var settings = new Dictionary<string, Setting>(next.Settings, StringComparer.Ordinal);
        foreach (var (key, value) in disk?.Settings ?? new Dictionary<string, Setting>())
        {
            if (isOwn(key))
            {
                settings[key] = value;
            }
        }

        _snapshot = new ConfigSnapshot(next.Text, next.Root, schemas, settings);
    }

    /// <summary>The schemas of all plugins that are there, and of those that were.</summary>
    private Dictionary<string, string> Known()
    {
        var known = new Dictionary<string, string>(_schemas, StringComparer.Ordinal);
        foreach (var (plugin, schema) in _catalog.SettingsSchemas)
        {
            known[plugin] = schema;
        }

        return known;
    }

    private void Remember()
    {
        foreach (var (plugin, schema) in _catalog.SettingsSchemas)
        {
            _schemas[plugin] = schema;
        }
    }
}
