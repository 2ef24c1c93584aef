using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Logic.NodeDetect.Settings;

/// <summary>One element of detect.checks. Its schema was checked by component.config: what is required is there, and of its type.</summary>
internal sealed class CheckSpec(IConfigMap map)
{
    public string Id => Required("id");

    public string Type => Required("type");

    /// <summary>Everything in it, in one order: the same for the same check.</summary>
    public string Text => string.Join(' ', map.Fields.Select(name => $"{name}={map.GetString(name)}"));

    public string Required(string key) => map.GetString(key);

    public string? Optional(string key) => map.Has(key) ? map.GetString(key) : null;

    public int? Number(string key) => map.Has(key) ? map.GetInt(key) : null;

    public bool? Flag(string key) => map.Has(key) ? map.GetBool(key) : null;

    public TimeSpan? Duration(string key) => map.Has(key) ? map.GetDuration(key) : null;

    public IReadOnlyList<string> List(string key) => map.Has(key) ? map.GetList(key) : [];

    public IReadOnlyList<NodeState> Roles() => [.. List("roles").Select(role => role switch
    {
        "primary" => NodeState.Primary,
        "maintenance" => NodeState.Maintenance,
        _ => NodeState.Standby,
    })];
}
