using System.Collections;
using System.Reflection;
using System.Text;
using HAMgm.Thrift;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Wire;

/// <summary>One message of the interface with every field set, to a value that its name determines.</summary>
/// <param name="Service">The service that declares the method.</param>
/// <param name="Method">The method.</param>
/// <param name="Variant">"call", or "reply." and the result's field.</param>
/// <param name="Body">Its arguments or result.</param>
internal sealed record SampleMessage(string Service, string Method, string Variant, TBase Body)
{
    private const int SequenceId = 7;
    private const int ListLength = 2;

    /// <summary>Every call, and every answer with each of its outcomes.</summary>
    public static IEnumerable<SampleMessage> All() =>
        new[] { typeof(ClusterManagementService), typeof(HamgmService) }.SelectMany(OfService);

    /// <summary>The whole message in a protocol.</summary>
    public async Task<byte[]> EncodeAsync(Func<TMemoryBufferTransport, TProtocol> protocol)
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        await EncodeAsync(protocol(memory));
        return memory.GetBuffer();
    }

    /// <summary>Writes the whole message.</summary>
    public async Task EncodeAsync(TProtocol output)
    {
        var type = Variant == "call" ? TMessageType.Call : TMessageType.Reply;
        await output.WriteMessageBeginAsync(new TMessage(Method, type, SequenceId), CancellationToken.None);
        await Body.WriteAsync(output, CancellationToken.None);
        await output.WriteMessageEndAsync(CancellationToken.None);
    }

    /// <summary>The body of a message that was encoded.</summary>
    public async Task<TBase> DecodeAsync(Func<TMemoryBufferTransport, TProtocol> protocol, byte[] bytes)
    {
        var memory = new TMemoryBufferTransport(bytes, new TConfiguration());
        var body = await DecodeAsync(protocol(memory));
        Assert.AreEqual(bytes.Length, memory.Position, "all of it has been read");
        return body;
    }

    /// <summary>Reads the whole message.</summary>
    public async Task<TBase> DecodeAsync(TProtocol input)
    {
        var head = await input.ReadMessageBeginAsync(CancellationToken.None);
        Assert.AreEqual((Method, SequenceId), (head.Name, head.SeqID));
        var body = (TBase)Activator.CreateInstance(Body.GetType())!;
        await body.ReadAsync(input, CancellationToken.None);
        await input.ReadMessageEndAsync(CancellationToken.None);
        return body;
    }

    private static IEnumerable<SampleMessage> OfService(Type service)
    {
        foreach (var type in service.GetNestedType("InternalStructs")!.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            var end = type.Name.LastIndexOf('_');
            var method = type.Name[..end];
            if (type.Name[end..] == "_args")
            {
                yield return new SampleMessage(service.Name, method, "call", Fill(type));
                continue;
            }

            foreach (var outcome in Fields(type))
            {
                var body = (TBase)Activator.CreateInstance(type)!;
                outcome.SetValue(body, ValueFor(outcome.PropertyType, outcome.Name));
                yield return new SampleMessage(service.Name, method, $"reply.{outcome.Name}", body);
            }
        }
    }

    private static IEnumerable<PropertyInfo> Fields(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).OrderBy(field => field.MetadataToken);

    private static TBase Fill(Type type)
    {
        var value = (TBase)Activator.CreateInstance(type)!;
        foreach (var field in Fields(type))
        {
            field.SetValue(value, ValueFor(field.PropertyType, field.Name));
        }

        return value;
    }

    private static object ValueFor(Type type, string name)
    {
        var seed = Hash(name);
        return type switch
        {
            _ when type == typeof(string) => $"{name}-值",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => (int)seed,
            _ when type == typeof(long) => ((long)seed << 24) - 1,
            _ when type == typeof(double) => seed / 1024.0,
            _ when type.IsEnum => Enum.GetValues(type).Cast<object>().Last(),
            _ when type.IsGenericType && typeof(IDictionary).IsAssignableFrom(type) => Map(type, name),
            _ when type.IsGenericType => List(type, name),
            _ => Fill(type),
        };
    }

    private static IList List(Type type, string name)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        for (var i = 0; i < ListLength; i++)
        {
            list.Add(ValueFor(type.GenericTypeArguments[0], $"{name}{i}"));
        }

        return list;
    }

    private static IDictionary Map(Type type, string name)
    {
        var map = (IDictionary)Activator.CreateInstance(type)!;
        for (var i = 0; i < ListLength; i++)
        {
            map.Add(ValueFor(type.GenericTypeArguments[0], $"{name}{i}"), ValueFor(type.GenericTypeArguments[1], $"{name}{i}"));
        }

        return map;
    }

    // Of all signs and sizes, so that each width and each zigzag is met.
    private static short Hash(string name)
    {
        var hash = 17;
        foreach (var letter in Encoding.UTF8.GetBytes(name))
        {
            hash = unchecked((hash * 31) + letter);
        }

        return unchecked((short)(hash >> (hash & 7)));
    }
}
