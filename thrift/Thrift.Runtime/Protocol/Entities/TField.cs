namespace Thrift.Protocol.Entities;

/// <summary>The head of a field.</summary>
public struct TField(string name, TType type, short id)
{
    /// <summary>Its name; it does not go over the wire.</summary>
    public string Name { get; set; } = name;

    /// <summary>Its type.</summary>
    public TType Type { get; set; } = type;

    /// <summary>Its number.</summary>
    public short ID { get; set; } = id;
}
