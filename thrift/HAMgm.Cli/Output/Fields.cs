using System.Collections;

namespace HAMgm.Cli.Output;

/// <summary>
/// Named values in order: what JSON, YAML and tables are made from. A value is null, a string, a
/// bool, an int, a long, a double, Fields, a list of Fields or a list of strings. (Plain objects
/// would need reflection, which costs a short-lived program more than all the rest.)
/// </summary>
internal sealed class Fields : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _items = [];

    /// <summary>How many there are.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a value.</summary>
    public void Add(string name, object? value) => _items.Add(new(name, value));

    /// <summary>Adds a value if it is set; an optional one that is not set is left out.</summary>
    public void Add(string name, object? value, bool isSet)
    {
        if (isSet && value is not null)
        {
            Add(name, value);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
