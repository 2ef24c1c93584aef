using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;

namespace HAMgm.ScriptHost.Testing;

/// <summary>The facts of a test: a PRIMARY of a pair that is well, and over it what a file says.</summary>
internal static class RecordedFacts
{
    private const int MaxBytes = 256 * 1024;

    /// <summary>Makes them.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It holds no JSON object.</exception>
    public static byte[] Make(ScriptDeclaration script, TestOptions options)
    {
        var facts = new ScriptFacts("node-001", NodeState.Primary, new Epoch(12), true, ["192.0.2.100/24"], "eth0", "node-002", NodeState.Standby, true);
        HookRequest? change = script.Info.Hook is { } point ? new HookRequest(point, facts, true, "a test") : null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            FactsJson.Write(writer, script.Info, facts, change, options.Parameters);
        }

        JsonObject all = JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
        if (options.FactsPath.Length > 0)
        {
            Overlay(all, ReadFile(options.FactsPath));
        }

        if (options.Role.Length > 0)
        {
            all["role"] = options.Role;
        }

        return JsonSerializer.SerializeToUtf8Bytes((JsonNode)all);
    }

    private static JsonObject ReadFile(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MaxBytes)
        {
            throw new IOException($"{path} is {stream.Length} bytes long; at most {MaxBytes} are read");
        }

        return JsonNode.Parse(stream) as JsonObject ?? throw new JsonException($"{path} must hold a JSON object");
    }

    private static void Overlay(JsonObject target, JsonObject given)
    {
        foreach ((string name, JsonNode? value) in given)
        {
            if (name == "parameters" && value is JsonObject parameters && target["parameters"] is JsonObject known)
            {
                Overlay(known, parameters);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
