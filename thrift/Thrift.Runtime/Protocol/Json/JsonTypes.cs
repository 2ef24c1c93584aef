using Thrift.Protocol.Entities;

namespace Thrift.Protocol.Json;

/// <summary>The names of the types in the JSON protocol.</summary>
internal static class JsonTypes
{
    public static ReadOnlySpan<byte> NameOf(TType type) => type switch
    {
        TType.Bool => "tf"u8,
        TType.Byte => "i8"u8,
        TType.I16 => "i16"u8,
        TType.I32 => "i32"u8,
        TType.I64 => "i64"u8,
        TType.Double => "dbl"u8,
        TType.String => "str"u8,
        TType.Struct => "rec"u8,
        TType.Map => "map"u8,
        TType.Set => "set"u8,
        TType.List => "lst"u8,
        TType.Uuid => "uid"u8,
        _ => throw new TProtocolException(TProtocolException.INVALID_DATA, $"Unknown type {type}."),
    };

    public static TType TypeOf(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<TType> all =
        [
            TType.Bool, TType.Byte, TType.I16, TType.I32, TType.I64, TType.Double,
            TType.String, TType.Struct, TType.Map, TType.Set, TType.List, TType.Uuid,
        ];
        foreach (var type in all)
        {
            if (name.SequenceEqual(NameOf(type)))
            {
                return type;
            }
        }

        throw new TProtocolException(TProtocolException.INVALID_DATA, "Unknown type in a JSON message.");
    }
}
