#nullable enable
using System.Threading;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport.Client;

namespace HAMgm.Thrift;

/// <summary>
/// Structures as bytes in the compact protocol, for messages that bring their own framing (the
/// nodes' reliable messages, design section 5). In memory nothing waits, so this is synchronous.
/// </summary>
public static class ThriftPayload
{
    /// <summary>The bytes of a structure.</summary>
    /// <exception cref="TException">A required field is not set.</exception>
    public static byte[] Serialize(TBase value)
    {
        System.ArgumentNullException.ThrowIfNull(value);
        var transport = new TMemoryBufferTransport(new TConfiguration());
        using var protocol = new TCompactProtocol(transport);
        value.WriteAsync(protocol, CancellationToken.None).GetAwaiter().GetResult();
        return transport.GetBuffer();
    }

    /// <summary>
    /// The structure of the bytes. Bytes behind it are an error, since nothing else can have put
    /// them there than a fault or a forgery.
    /// </summary>
    /// <exception cref="TException">They are not such a structure, or a limit is exceeded.</exception>
    public static T Deserialize<T>(byte[] bytes)
        where T : TBase, new()
    {
        System.ArgumentNullException.ThrowIfNull(bytes);
        var transport = new TMemoryBufferTransport(bytes, new TConfiguration());
        using var protocol = new TCompactProtocol(transport);
        var value = new T();
        value.ReadAsync(protocol, CancellationToken.None).GetAwaiter().GetResult();
        return transport.Position == bytes.Length
            ? value
            : throw new TProtocolException(
                TProtocolException.INVALID_DATA,
                $"{bytes.Length - transport.Position} bytes behind the structure.");
    }
}
