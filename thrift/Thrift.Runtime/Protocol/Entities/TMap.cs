namespace Thrift.Protocol.Entities;

/// <summary>The head of a map.</summary>
public struct TMap(TType keyType, TType valueType, int count)
{
    /// <summary>The type of its keys.</summary>
    public TType KeyType { get; set; } = keyType;

    /// <summary>The type of its values.</summary>
    public TType ValueType { get; set; } = valueType;

    /// <summary>How many pairs there are.</summary>
    public int Count { get; set; } = count;
}
