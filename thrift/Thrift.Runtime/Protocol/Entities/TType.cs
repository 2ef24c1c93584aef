namespace Thrift.Protocol.Entities;

/// <summary>The types of fields, numbered as in the binary protocol.</summary>
public enum TType : byte
{
    /// <summary>End of a structure.</summary>
    Stop = 0,

    /// <summary>Nothing.</summary>
    Void = 1,

    /// <summary>True or false.</summary>
    Bool = 2,

    /// <summary>Eight bits.</summary>
    Byte = 3,

    /// <summary>IEEE 754, 64 bits.</summary>
    Double = 4,

    /// <summary>16 bits.</summary>
    I16 = 6,

    /// <summary>32 bits.</summary>
    I32 = 8,

    /// <summary>64 bits.</summary>
    I64 = 10,

    /// <summary>UTF-8 text, or bytes.</summary>
    String = 11,

    /// <summary>A structure.</summary>
    Struct = 12,

    /// <summary>A map.</summary>
    Map = 13,

    /// <summary>A set.</summary>
    Set = 14,

    /// <summary>A list.</summary>
    List = 15,

    /// <summary>16 bytes.</summary>
    Uuid = 16,
}
