using System.Text.RegularExpressions;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config.Schema;

/// <summary>What a plugin's manifest says about one key.</summary>
internal sealed record SettingSchema
{
    /// <summary>Id of the plugin whose manifest declares it.</summary>
    public required string Owner { get; init; }

    /// <summary>Dotted key.</summary>
    public required string Key { get; init; }

    public required SettingType Type { get; init; }

    /// <summary>What each item of a list, or each side of a pair, is: String, Ip or Cidr.</summary>
    public SettingType ItemType { get; init; } = SettingType.String;

    /// <summary>The value as text when the file has none; null when it then has no value at all.</summary>
    public string? Default { get; init; }

    public bool Required { get; init; }

    /// <summary>Least value of a number or duration, as text for messages and as a number (durations in ticks) for comparing.</summary>
    public (string Text, long Number)? Min { get; init; }

    /// <summary>Greatest value, as <see cref="Min"/>.</summary>
    public (string Text, long Number)? Max { get; init; }

    /// <summary>The values an enum allows.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Most UTF-8 bytes of a text.</summary>
    public int MaxBytes { get; init; } = 4096;

    public Regex? Pattern { get; init; }

    public ConfigScope Scope { get; init; }

    /// <summary>True when a change is applied without a restart.</summary>
    public bool Live { get; init; }

    /// <summary>True when the value is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Of a list of maps, what each element may hold, in the manifest's order; their keys are plain names.</summary>
    public IReadOnlyList<SettingSchema> Fields { get; init; } = [];

    /// <summary>True when the value, or a field of it, is a secret.</summary>
    public bool HasSecret => Secret || Fields.Any(f => f.Secret);

    public string Description { get; init; } = "";

    /// <summary>The last part of the key.</summary>
    public string Name => Key[(Key.LastIndexOf('.') + 1)..];
}
