using System.Collections.Frozen;
using HAMgm.Component.Config.Rules;
using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Values;
using HAMgm.Component.Config.Yaml;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config;

/// <summary>From the text of a file to its settings, with everything that is wrong or unwise in it.</summary>
internal sealed class ConfigLoader
{
    private readonly SchemaSet _schemas;
    private readonly List<ConfigIssue> _issues;
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);

    // Keys that the file has, rightly or wrongly: they are not reported as missing on top.
    private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);

    private ConfigLoader(SchemaSet schemas, List<ConfigIssue> issues)
    {
        _schemas = schemas;
        _issues = issues;
    }

    /// <summary>Reads a text; there is a usable snapshot when no error was added to <paramref name="issues"/>.</summary>
    public static ConfigSnapshot Load(string text, SchemaSet schemas, List<ConfigIssue> issues)
    {
        issues.AddRange(schemas.Problems.Select(p => new ConfigIssue(0, "", p, IsWarning: false)));
        var loader = new ConfigLoader(schemas, issues);
        var before = issues.Count;
        var root = YamlReader.Read(text, issues);
        if (root is null && issues.Count > before)
        {
            // Not YAML: what else is missing cannot be known.
            return new ConfigSnapshot(text, null, schemas, FrozenDictionary<string, Setting>.Empty);
        }

        loader.Flatten(root);
        loader.FillDefaults();
        CrossFieldRules.Check(loader._settings, issues);
        return new ConfigSnapshot(text, root, schemas, loader._settings.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Errors and warnings in the order of the file; those about what is missing last.</summary>
    public static IReadOnlyList<ConfigIssue> Order(IEnumerable<ConfigIssue> issues) =>
        [.. issues.OrderBy(i => i.Line == 0 ? int.MaxValue : i.Line).ThenBy(i => i.Key, StringComparer.Ordinal)];

    private void Flatten(YamlNode? root)
    {
        switch (root)
        {
            case null or YamlScalar { IsNull: true }:
                break;
            case YamlMapping mapping:
                Walk(mapping, "");
                break;
            default:
                Error(root.Line, "", "the file must hold sections, e.g. 'node:' with 'id:' below it");
                break;
        }
    }

    private void Walk(YamlMapping mapping, string section)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            var path = section.Length == 0 ? key.Text : $"{section}.{key.Text}";
            if (_schemas.TryGet(path, out var schema))
            {
                Read(schema, key.Line, value);
            }
            else if (!_schemas.IsSection(path))
            {
                Unknown(path, key.Line);
            }
            else if (value is YamlMapping below)
            {
                Walk(below, path);
            }
            else if (value is not YamlScalar { IsNull: true })
            {
                MentionAll(path);
                Error(key.Line, path, "is a section: write its keys below it, one a line");
            }
        }
    }

    private void Read(SettingSchema schema, int line, YamlNode node)
    {
        if (node is YamlScalar { IsNull: true })
        {
            return;
        }

        _mentioned.Add(schema.Key);
        if (RawValue.Of(node) is not { } raw || (raw.Fields is not null && schema.Type != SettingType.Maps))
        {
            Error(line, schema.Key, "is a value, not a section: write it on the key's own line");
        }
        else if (schema.Type == SettingType.Maps)
        {
            if (MapParser.Parse(schema, raw, line, Error) is { } maps)
            {
                _settings[schema.Key] = maps with { Line = line };
            }
        }
        else if (ValueParser.TryParse(schema, raw, out var setting, out var problem))
        {
            _settings[schema.Key] = setting with { Line = line };
        }
        else
        {
            Error(line, schema.Key, problem);
        }
    }

    private void Unknown(string path, int line)
    {
        var nearest = _schemas.Nearest(path);
        if (nearest is not null)
        {
            // The misspelt key was meant to be this one, so it is not missing as well.
            _mentioned.Add(nearest);
            MentionAll(nearest);
        }

        Error(line, path, nearest is null ? "is not a known key; remove it" : $"is not a known key; did you mean '{nearest}'?");
    }

    private void MentionAll(string section) =>
        _mentioned.UnionWith(_schemas.All.Select(s => s.Key).Where(k => k.StartsWith(section + ".", StringComparison.Ordinal)));

    private void FillDefaults()
    {
        foreach (var schema in _schemas.All.Where(s => !_mentioned.Contains(s.Key)))
        {
            if (schema.Required)
            {
                Error(0, schema.Key, $"is missing and must be set: {schema.Description}");
            }
            else
            {
                _settings[schema.Key] = ValueParser.Default(schema);
            }
        }
    }

    private void Error(int line, string key, string message) => _issues.Add(new ConfigIssue(line, key, message, IsWarning: false));
}
