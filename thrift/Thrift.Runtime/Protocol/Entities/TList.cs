namespace Thrift.Protocol.Entities;

/// <summary>The head of a list.</summary>
public struct TList(TType elementType, int count)
{
    /// <summary>The type of its elements.</summary>
    public TType ElementType { get; set; } = elementType;

    /// <summary>How many there are.</summary>
    public int Count { get; set; } = count;
}
