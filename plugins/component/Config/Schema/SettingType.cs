namespace HAMgm.Component.Config.Schema;

/// <summary>The types that a schema entry of plugin.json may name.</summary>
internal enum SettingType
{
    Duration,
    Int,
    Bool,
    String,
    Enum,
    Ip,
    Cidr,
    List,
    Path,
    Pairs,

    /// <summary>A list of maps, whose fields have a schema of their own.</summary>
    Maps,
}
