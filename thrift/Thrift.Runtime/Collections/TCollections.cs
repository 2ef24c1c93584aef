using System.Collections;

namespace Thrift.Collections;

/// <summary>Equality and hashes by content, for lists, sets, maps, binaries and any nesting of them.</summary>
public static class TCollections
{
    /// <summary>True when both have equal elements: in the same order, or in any for sets and maps.</summary>
    public static bool Equals(IEnumerable? first, IEnumerable? second)
    {
        if (ReferenceEquals(first, second))
        {
            return true;
        }

        if (first is null || second is null)
        {
            return false;
        }

        return (first, second) switch
        {
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            (IDictionary a, IDictionary b) => MapsEqual(a, b),
            _ when IsSet(first) && IsSet(second) => SetsEqual(first, second),
            _ => SequencesEqual(first, second),
        };
    }

    /// <summary>A hash that agrees with <see cref="Equals(IEnumerable, IEnumerable)"/>.</summary>
    public static int GetHashCode(IEnumerable? enumerable)
    {
        if (enumerable is null)
        {
            return 0;
        }

        var anyOrder = enumerable is IDictionary || IsSet(enumerable);
        var sum = 0;
        var ordered = default(HashCode);
        foreach (var item in enumerable)
        {
            var hash = item switch
            {
                DictionaryEntry entry => HashCode.Combine(ItemHash(entry.Key), ItemHash(entry.Value)),
                _ => ItemHash(item),
            };
            sum = unchecked(sum + hash);
            ordered.Add(hash);
        }

        return anyOrder ? sum : ordered.ToHashCode();
    }

    private static int ItemHash(object? item) => item switch
    {
        null => 0,
        string text => text.GetHashCode(StringComparison.Ordinal),
        IEnumerable nested => GetHashCode(nested),
        _ => item.GetHashCode(),
    };

    private static bool ItemsEqual(object? a, object? b) =>
        a is IEnumerable nested and not string && b is IEnumerable other ? Equals(nested, other) : object.Equals(a, b);

    private static bool IsSet(IEnumerable value) =>
        value.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ISet<>));

    private static bool SequencesEqual(IEnumerable first, IEnumerable second)
    {
        var a = first.GetEnumerator();
        var b = second.GetEnumerator();
        while (true)
        {
            var hasA = a.MoveNext();
            if (hasA != b.MoveNext())
            {
                return false;
            }

            if (!hasA)
            {
                return true;
            }

            if (!ItemsEqual(a.Current, b.Current))
            {
                return false;
            }
        }
    }

    private static bool SetsEqual(IEnumerable first, IEnumerable second)
    {
        var rest = second.Cast<object?>().ToList();
        foreach (var item in first)
        {
            var index = rest.FindIndex(other => ItemsEqual(item, other));
            if (index < 0)
            {
                return false;
            }

            rest.RemoveAt(index);
        }

        return rest.Count == 0;
    }

    private static bool MapsEqual(IDictionary first, IDictionary second)
    {
        if (first.Count != second.Count)
        {
            return false;
        }

        foreach (DictionaryEntry entry in first)
        {
            if (!second.Contains(entry.Key) || !ItemsEqual(entry.Value, second[entry.Key]))
            {
                return false;
            }
        }

        return true;
    }
}
