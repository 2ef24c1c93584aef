namespace Thrift.Protocol.Entities;

/// <summary>The head of a structure.</summary>
public struct TStruct(string name)
{
    /// <summary>Its name; it does not go over the wire.</summary>
    public string Name { get; set; } = name;
}
