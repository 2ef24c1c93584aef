using System.Globalization;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Logic.NodeDetect.Tests;

/// <summary>An element of a list of maps, as component.config gives it.</summary>
internal sealed class FakeMap(params (string Field, string Value)[] values) : IConfigMap
{
    public IReadOnlyList<string> Fields { get; } = [.. values.Select(v => v.Field)];

    public bool Has(string field) => Fields.Contains(field);

    public string GetString(string field) => values.FirstOrDefault(v => v.Field == field).Value ?? "";

    public int GetInt(string field) => int.Parse(GetString(field), CultureInfo.InvariantCulture);

    public bool GetBool(string field) => bool.Parse(GetString(field));

    public TimeSpan GetDuration(string field) => TimeSpan.FromSeconds(double.Parse(GetString(field).TrimEnd('s'), CultureInfo.InvariantCulture));

    public IReadOnlyList<string> GetList(string field) => GetString(field).Split(',', StringSplitOptions.RemoveEmptyEntries);

    public string GetPath(string field) => GetString(field);
}
