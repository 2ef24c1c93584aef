using HAMgm.Component.Config.Schema;

namespace HAMgm.Component.Config.Values;

/// <summary>A key with its value, valid by its schema.</summary>
/// <param name="Schema">What is known about the key.</param>
/// <param name="Text">As the file writes it; lists comma-separated; empty when there is neither a value nor a default.</param>
/// <param name="Items">The items of a list; of another type, the text alone.</param>
/// <param name="Canonical">The same for the same meaning (<c>1000ms</c> and <c>1s</c>): compared, and hashed.</param>
/// <param name="Number">Of an int, the number; of a duration, its ticks; else 0.</param>
/// <param name="Line">1-based line of the file; 0 when the file does not have it.</param>
internal sealed record Setting(
    SettingSchema Schema, string Text, IReadOnlyList<string> Items, string Canonical, long Number, int Line)
{
    /// <summary>What a printed value hides a secret behind.</summary>
    public const string Mask = "********";

    /// <summary>Of a list of maps, the fields of each element, by name, those without a value among them; else empty.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, Setting>> Elements { get; init; } = [];

    /// <summary>The text as it may be shown.</summary>
    public string Shown => Schema switch
    {
        { Secret: true } => HasValue ? Mask : "",
        { HasSecret: true } => MapText.Write(Elements, maskSecrets: true),
        _ => Text,
    };

    /// <summary>True when the file has a value.</summary>
    public bool IsSet => Line > 0;

    /// <summary>True when the file has a value, and it means something else than the default.</summary>
    public bool Differs => IsSet && Canonical != ValueParser.Default(Schema).Canonical;

    /// <summary>True when there is a value, from the file or the default.</summary>
    public bool HasValue => Text.Length > 0;
}
