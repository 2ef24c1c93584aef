namespace Thrift.Protocol.Json;

/// <summary>Where in an array or an object the protocol stands, hence which separator comes next.</summary>
internal struct JsonContext(JsonContext.Kind kind)
{
    private int _values;

    public enum Kind
    {
        /// <summary>Outside of everything.</summary>
        None,

        /// <summary>In an array: commas.</summary>
        Array,

        /// <summary>In an object: colons and commas in turn.</summary>
        Object,
    }

    /// <summary>Whether the value at hand is the name of a pair, where numbers stand in quotes.</summary>
    public readonly bool AtName => kind == Kind.Object && _values % 2 == 1;

    /// <summary>Begins the next value; gives the separator before it, 0 for none.</summary>
    public byte Next()
    {
        var separator = kind switch
        {
            _ when _values == 0 => (byte)0,
            Kind.Array => (byte)',',
            Kind.Object => _values % 2 == 1 ? (byte)':' : (byte)',',
            _ => (byte)0,
        };
        _values++;
        return separator;
    }
}
