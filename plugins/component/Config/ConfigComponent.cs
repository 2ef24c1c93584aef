using System.Composition;
using HAMgm.Component.Config.Files;
using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Values;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Config;

/// <summary>
/// component.config: the node's YAML file, judged by the schemas of all plugins (spec/1 section 3.2.2, design.md section 7).
/// Readers take one immutable snapshot and never wait; changes are made one at a time.
/// </summary>
[Export(typeof(IComponent)), Export(typeof(IConfigManager)), Shared]
public sealed class ConfigComponent : IComponent, IConfigManager
{
    private readonly IHost _host;
    private readonly IPluginCatalog _catalog;
    private readonly ILogger _log;
    private readonly Lock _changing = new();
    private readonly ConfigWatchers _watchers = new();
    private volatile ConfigSnapshot? _snapshot;
    private volatile string _path;
    private long _version;

    /// <summary>Creates the component; nothing is read before <see cref="LoadAsync"/> or <see cref="Check"/>.</summary>
    [ImportingConstructor]
    public ConfigComponent(IHost host, IPluginCatalog catalog, ILogger log)
    {
        _host = host;
        _catalog = catalog;
        _log = log;
        _path = System.IO.Path.GetFullPath(host.ConfigPath);
    }

    /// <inheritdoc/>
    public bool IsReady { get; private set; }

    /// <inheritdoc/>
    public string Path => _path;

    /// <inheritdoc/>
    public long Version => Interlocked.Read(ref _version);

    /// <inheritdoc/>
    public ulong SharedHash => Current.SharedHash;

    private ConfigSnapshot Current => _snapshot
        ?? throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _path, $"the configuration {_path} has not been loaded yet");

    /// <inheritdoc/>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        LoadConfig(_host.ConfigPath);
        IsReady = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task UnloadAsync(CancellationToken cancellationToken)
    {
        IsReady = false;
        _watchers.Clear();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ConfigIssue> Check(string path) => Inspect(System.IO.Path.GetFullPath(path)).Issues;

    /// <inheritdoc/>
    public void LoadConfig(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        List<ConfigChange> changes;
        lock (_changing)
        {
            var (loaded, issues) = Inspect(full);
            var errors = issues.Where(i => !i.IsWarning).ToArray();
            if (loaded is null || errors.Length > 0)
            {
                throw new ConfigErrorsException(full, errors);
            }

            foreach (var warning in issues)
            {
                _log.Warn("configuration: " + warning.Message, ("key", warning.Key), ("line", warning.Line), ("file", full));
            }

            var version = ConfigVersion.AtLoad(Resolve(loaded, full, "data_dir"), loaded.SharedHash, _log);
            changes = _snapshot is { } old ? Changes(old, loaded, version) : [];
            _path = full;
            Interlocked.Exchange(ref _version, version);
            _snapshot = loaded;
        }

        _watchers.Tell(changes);
    }

    /// <inheritdoc/>
    public string GetString(string key) => Find(key).Text;

    /// <inheritdoc/>
    public int GetInt(string key) => (int)Find(key, SettingType.Int).Number;

    /// <inheritdoc/>
    public bool GetBool(string key) => Find(key, SettingType.Bool).Canonical == "true";

    /// <inheritdoc/>
    public TimeSpan GetDuration(string key) => new(Find(key, SettingType.Duration).Number);

    /// <inheritdoc/>
    public IReadOnlyList<string> GetList(string key) => Find(key).Items;

    /// <inheritdoc/>
    public IReadOnlyList<IConfigMap> GetMaps(string key)
    {
        var setting = Find(key);
        if (setting.Schema.Type != SettingType.Maps)
        {
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, key, $"'{key}' is no list of maps");
        }

        var file = _path;
        return [.. setting.Elements.Select((fields, i) => new ConfigMap($"{key}[{i}]", fields, field => Resolve(field, file)))];
    }

    /// <inheritdoc/>
    public string Mask(string key, string value)
    {
        if (!Current.Settings.TryGetValue(key, out var setting) || !setting.Schema.HasSecret || value.Length == 0)
        {
            return value;
        }

        return ValueParser.TryParse(setting.Schema, RawValue.FromText(setting.Schema, value), out var parsed, out _) ? parsed.Shown : Setting.Mask;
    }

    /// <inheritdoc/>
    public string GetPath(string key)
    {
        var setting = Find(key);
        return setting.HasValue ? Resolve(Current, _path, key) : "";
    }

    /// <inheritdoc/>
    public ConfigScope GetScope(string key) => Find(key).Schema.Scope;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> GetAll() =>
        Current.Settings.Values
            .OrderBy(s => s.Schema.Key, StringComparer.Ordinal)
            .ToDictionary(s => s.Schema.Key, s => s.Shown, StringComparer.Ordinal);

    /// <inheritdoc/>
    public ConfigChange SetString(string key, string value, long? version = null) => SetAll(One(key, value), version)[0];

    /// <inheritdoc/>
    public IReadOnlyList<ConfigChange> SetAll(IReadOnlyDictionary<string, string> values, long? version = null)
    {
        var changes = new List<ConfigChange>();
        var news = new List<ConfigChange>();
        lock (_changing)
        {
            var wanted = Wanted(values);
            var old = Current;
            var edit = NewEdit();
            var next = edit.Apply(wanted);
            var nextVersion = version ?? (next.SharedHash != old.SharedHash ? _version + 1 : _version);
            edit.Commit(next, _version, nextVersion);
            foreach (var (schema, _) in wanted)
            {
                var (before, after) = (old.Settings[schema.Key], next.Settings[schema.Key]);
                var change = Change(before, after, nextVersion);
                if (before.Canonical == after.Canonical)
                {
                    changes.Add(change with { NeedsRestart = false });
                    continue;
                }

                changes.Add(change);
                news.Add(change);
            }

            Interlocked.Exchange(ref _version, nextVersion);
            _snapshot = next;
        }

        foreach (var change in news)
        {
            _log.Info("configuration changed", ("key", change.Key), ("value", change.NewValue), ("version", change.Version), ("needsRestart", change.NeedsRestart));
        }

        _watchers.Tell(news);
        return changes;
    }

    /// <inheritdoc/>
    public ConfigChange SetInt(string key, int value) =>
        SetString(key, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public ConfigChange SetBool(string key, bool value) => SetString(key, value ? "true" : "false");

    /// <inheritdoc/>
    public void Validate(string key, string value) => ValidateAll(One(key, value));

    /// <inheritdoc/>
    public void ValidateAll(IReadOnlyDictionary<string, string> values)
    {
        lock (_changing)
        {
            var wanted = Wanted(values);
            _ = NewEdit().Apply(wanted);
        }
    }

    /// <inheritdoc/>
    public void SaveConfig()
    {
        lock (_changing)
        {
            NewEdit().Save();
        }
    }

    /// <inheritdoc/>
    public IDisposable WatchConfig(string keyPrefix, Action<ConfigChange> callback) => _watchers.Add(keyPrefix, callback);

    private static Dictionary<string, string> One(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    private ConfigEdit NewEdit() => new(Current, _path, Resolve(Current, _path, "data_dir"));

    // All keys are looked up before the snapshot is taken: a new plugin's key makes a new snapshot.
    private List<(SettingSchema Schema, string Value)> Wanted(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var wanted = new List<(SettingSchema, string)>(values.Count);
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            ArgumentNullException.ThrowIfNull(value, key);
            wanted.Add((Find(key).Schema, value.Trim()));
        }

        return wanted;
    }

    private (ConfigSnapshot? Snapshot, IReadOnlyList<ConfigIssue> Issues) Inspect(string path)
    {
        var issues = new List<ConfigIssue>();
        var text = ConfigFile.Read(path, issues);
        var snapshot = text is null ? null : ConfigLoader.Load(text, SchemaSet.Merge(_catalog.SettingsSchemas), issues);
        return (snapshot, ConfigLoader.Order(issues));
    }

    private Setting Find(string key, SettingType? type = null)
    {
        if (!Current.Settings.TryGetValue(key, out var setting) && !TryFindNew(key, out setting))
        {
            var nearest = Current.Schemas.Nearest(key);
            var hint = nearest is null ? "'config get' without a key lists all" : $"did you mean '{nearest}'?";
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.NotFound, key, $"'{key}' is not a known key; {hint}");
        }

        if (type is { } wanted && (setting.Schema.Type != wanted || !setting.HasValue))
        {
            var what = setting.HasValue ? $"is no {wanted.ToString().ToLowerInvariant()}" : "has no value";
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, key, $"'{key}' {what}");
        }

        return setting;
    }

    /// <summary>A plugin that was dropped in while the service runs brings keys of its own: the file is judged anew with them.</summary>
    private bool TryFindNew(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Setting? setting)
    {
        lock (_changing)
        {
            var schemas = SchemaSet.Merge(_catalog.SettingsSchemas);
            setting = null;
            if (!schemas.TryGet(key, out _))
            {
                return false;
            }

            var issues = new List<ConfigIssue>();
            var snapshot = ConfigLoader.Load(Current.Text, schemas, issues);
            var errors = issues.Where(i => !i.IsWarning).ToArray();
            if (errors.Length > 0)
            {
                throw new ConfigErrorsException(_path, errors);
            }

            _snapshot = snapshot;
            return snapshot.Settings.TryGetValue(key, out setting);
        }
    }

    // A relative path counts from the file that contains it; a default stands in no file, so it counts from the product.
    private string Resolve(ConfigSnapshot snapshot, string file, string key) => Resolve(snapshot.Settings.GetValueOrDefault(key), file);

    private string Resolve(Setting? setting, string file)
    {
        var root = setting is { IsSet: true } ? System.IO.Path.GetDirectoryName(file)! : _host.BaseDirectory;
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(root, setting?.Text ?? "."));
    }

    private static List<ConfigChange> Changes(ConfigSnapshot old, ConfigSnapshot next, long version) =>
        [.. old.DifferingKeys(next)
            .Where(k => old.Settings.ContainsKey(k) && next.Settings.ContainsKey(k))
            .Select(k => Change(old.Settings[k], next.Settings[k], version))];

    // Changes go to the history and to the log: a secret never does.
    private static ConfigChange Change(Setting old, Setting next, long version) =>
        new(old.Schema.Key, old.Shown, next.Shown, version, !old.Schema.Live);

}
