using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace HAMgm.Component.Config.Schema;

/// <summary>All keys of all plugins, merged.</summary>
internal sealed class SchemaSet
{
    private readonly FrozenDictionary<string, SettingSchema> _byKey;
    private readonly FrozenSet<string> _sections;

    private SchemaSet(IReadOnlyList<SettingSchema> entries, IReadOnlyList<string> problems)
    {
        All = entries;
        Problems = problems;
        _byKey = entries.ToFrozenDictionary(e => e.Key, StringComparer.Ordinal);
        _sections = entries.SelectMany(e => Sections(e.Key)).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Every key, in ordinal order.</summary>
    public IReadOnlyList<SettingSchema> All { get; }

    /// <summary>What is wrong with the schemas themselves; each names its plugin.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Merges the schemas of all manifests.</summary>
    /// <param name="schemas">Raw JSON by plugin id.</param>
    public static SchemaSet Merge(IReadOnlyDictionary<string, string> schemas)
    {
        var problems = new List<string>();
        var byKey = new SortedDictionary<string, SettingSchema>(StringComparer.Ordinal);
        foreach (var (owner, json) in schemas.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            foreach (var entry in SchemaReader.Read(owner, json, problems))
            {
                if (!byKey.TryAdd(entry.Key, entry))
                {
                    problems.Add($"key '{entry.Key}' is declared by two plugins, {byKey[entry.Key].Owner} and {owner}: remove or rename one of them");
                }
            }
        }

        foreach (var entry in byKey.Values)
        {
            foreach (var section in Sections(entry.Key).Where(byKey.ContainsKey))
            {
                problems.Add($"key '{entry.Key}' of plugin {entry.Owner} lies below '{section}' of plugin {byKey[section].Owner}, which is a value, not a section");
            }
        }

        return new SchemaSet([.. byKey.Values], problems);
    }

    public bool TryGet(string key, [MaybeNullWhen(false)] out SettingSchema schema) => _byKey.TryGetValue(key, out schema);

    /// <summary>True when keys lie below it.</summary>
    public bool IsSection(string key) => _sections.Contains(key);

    /// <summary>The known key or section that the writer most likely meant; null when none is near.</summary>
    public string? Nearest(string key)
    {
        var name = key[(key.LastIndexOf('.') + 1)..];
        var best = default(string);
        var bestDistance = int.MaxValue;
        foreach (var known in _byKey.Keys.Concat(_sections).Order(StringComparer.Ordinal))
        {
            // The right name in the wrong section is one step away, whatever the section's name.
            var sameName = known[(known.LastIndexOf('.') + 1)..] == name && known.Contains('.', StringComparison.Ordinal);
            var distance = sameName ? 1 : Distance(key, known);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (known, distance);
            }
        }

        return bestDistance <= Math.Max(2, key.Length / 4) ? best : null;
    }

    private static IEnumerable<string> Sections(string key)
    {
        for (var dot = key.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = key.IndexOf('.', dot + 1))
        {
            yield return key[..dot];
        }
    }

    private static int Distance(string left, string right)
    {
        // A key of the file may be as long as the file; the table is not to grow with it.
        if (left.Length > 128)
        {
            return int.MaxValue;
        }

        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, 1 + Math.Min(previous[j], current[j - 1]));
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
