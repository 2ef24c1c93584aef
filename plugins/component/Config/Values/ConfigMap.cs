using HAMgm.Component.Config.Schema;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config.Values;

/// <summary>One element of a list of maps, for the plugin that reads it.</summary>
internal sealed class ConfigMap(string place, IReadOnlyDictionary<string, Setting> fields, Func<Setting, string> resolve) : IConfigMap
{
    public IReadOnlyList<string> Fields { get; } = [.. fields.Where(pair => pair.Value.HasValue).Select(pair => pair.Key)];

    public bool Has(string field) => Find(field).HasValue;

    public string GetString(string field) => Find(field).Text;

    public int GetInt(string field) => (int)Find(field, SettingType.Int).Number;

    public bool GetBool(string field) => Find(field, SettingType.Bool).Canonical == "true";

    public TimeSpan GetDuration(string field) => new(Find(field, SettingType.Duration).Number);

    public IReadOnlyList<string> GetList(string field) => Find(field).Items;

    public string GetPath(string field) => Find(field) is { HasValue: true } setting ? resolve(setting) : "";

    private Setting Find(string field, SettingType? type = null)
    {
        if (!fields.TryGetValue(field, out var setting))
        {
            throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.NotFound, $"{place}.{field}", $"'{place}' has no field '{field}'; it has {string.Join(", ", fields.Keys)}");
        }

        if (type is { } wanted && (setting.Schema.Type != wanted || !setting.HasValue))
        {
            var what = setting.HasValue ? $"is no {wanted.ToString().ToLowerInvariant()}" : "has no value";
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, $"{place}.{field}", $"'{place}.{field}' {what}");
        }

        return setting;
    }
}
