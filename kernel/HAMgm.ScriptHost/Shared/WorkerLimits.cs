using System.Buffers;
using System.Text.Json;

namespace HAMgm.Scripts;

/// <summary>What a worker is held to; the first thing that it is told.</summary>
internal sealed record WorkerLimits
{
    /// <summary>Statements of one run of JavaScript.</summary>
    public int Statements { get; init; } = 10_000_000;

    /// <summary>How deep functions may call each other.</summary>
    public int Recursion { get; init; } = 200;

    /// <summary>Bytes that a program may write to standard output and standard error together.</summary>
    public int OutputBytes { get; init; } = 1024 * 1024;

    /// <summary>Processes that a program may have at one time, itself included.</summary>
    public int Processes { get; init; } = 64;

    /// <summary>Resident memory of all processes of a program together, bytes.</summary>
    public long ProgramMemoryBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Between SIGTERM and SIGKILL at the deadline.</summary>
    public TimeSpan KillGrace { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Programs that JavaScript may run, by full path.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    /// <summary>Files and folders that JavaScript may read, by full path.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>As JSON.</summary>
    public byte[] Encode()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("statements", Statements);
            writer.WriteNumber("recursion", Recursion);
            writer.WriteNumber("output", OutputBytes);
            writer.WriteNumber("processes", Processes);
            writer.WriteNumber("programMemory", ProgramMemoryBytes);
            writer.WriteNumber("killGraceMs", (int)KillGrace.TotalMilliseconds);
            WriteList(writer, "programs", Programs);
            WriteList(writer, "paths", Paths);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>From JSON that <see cref="Encode"/> made.</summary>
    public static WorkerLimits Decode(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        return new WorkerLimits
        {
            Statements = root.GetProperty("statements").GetInt32(),
            Recursion = root.GetProperty("recursion").GetInt32(),
            OutputBytes = root.GetProperty("output").GetInt32(),
            Processes = root.GetProperty("processes").GetInt32(),
            ProgramMemoryBytes = root.GetProperty("programMemory").GetInt64(),
            KillGrace = TimeSpan.FromMilliseconds(root.GetProperty("killGraceMs").GetInt32()),
            Programs = [.. root.GetProperty("programs").EnumerateArray().Select(item => item.GetString()!)],
            Paths = [.. root.GetProperty("paths").EnumerateArray().Select(item => item.GetString()!)],
        };
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
