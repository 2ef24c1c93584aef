using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HAMgm.Management.Cluster;

/// <summary>An address as its text; the serializer itself would write its fields, and throw on those of IPv6.</summary>
internal sealed class IpAddressJson : JsonConverter<IPAddress>
{
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("no IP address");

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
