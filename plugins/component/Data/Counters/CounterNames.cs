using System.Globalization;
using HAMgm.Component.Data.Sqlite;

namespace HAMgm.Component.Data;

/// <summary>The table of spec/1 section 5.4.2 and the keys of section 5.4.3.</summary>
internal static class CounterNames
{
    public const string Registry = "autoincr:global:registry";
    private const string Prefix = "autoincr:";
    private const string ValueSuffix = ":value";
    private const int MaxLength = 64;

    // How far a counter moves on when its database was damaged: more than anybody takes between two writes of it.
    private const ulong DamageJump = 1 << 20;

    /// <summary>The specification's counters. Those that are made elsewhere are only noted here.</summary>
    public static IReadOnlyList<CounterDefinition> Known { get; } =
    [
        new("election_term", 1, 1, long.MaxValue, IsMadeElsewhere: true),
        new("heartbeat_sequence", 1, 1, ushort.MaxValue, IsMadeElsewhere: true),
        new("alert_id", 1, 1, uint.MaxValue),
        new("operation_id", 1, 1, uint.MaxValue),
        new("sync_task_id", 1, 1, uint.MaxValue),
        new("config_version", 1, 1, uint.MaxValue, IsMadeElsewhere: true),
    ];

    public static CounterDefinition Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
        {
            throw new ArgumentException($"a counter's name has 1 to {MaxLength} of a-z, 0-9 and '_'", nameof(name));
        }

        return Known.FirstOrDefault(known => known.Name == name) ?? new CounterDefinition(name, 1, 1, uint.MaxValue);
    }

    public static string ValueKey(string name) => Prefix + name + ValueSuffix;

    public static string MetadataKey(string name) => Prefix + name + ":metadata";

    public static bool IsValueKey(string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && key.EndsWith(ValueSuffix, StringComparison.Ordinal) && key.Length > Prefix.Length + ValueSuffix.Length;

    /// <summary>
    /// A counter's value as it was read from a damaged database, moved on: what was handed out after that value was written
    /// must not be handed out again.
    /// </summary>
    public static StoredValue AfterDamage(in StoredValue row)
    {
        var name = row.Key[Prefix.Length..^ValueSuffix.Length];
        var definition = Known.FirstOrDefault(known => known.Name == name) ?? new CounterDefinition(name, 1, 1, uint.MaxValue);
        if (definition.IsMadeElsewhere || !TryParse(row.Json, out var value))
        {
            return row;
        }

        var moved = definition.MaxValue - Math.Min(value, definition.MaxValue) < DamageJump ? definition.MaxValue : value + DamageJump;
        return row with { Json = Format(moved) };
    }

    public static bool TryParse(string? json, out ulong value) =>
        ulong.TryParse(json, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    public static string Format(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
