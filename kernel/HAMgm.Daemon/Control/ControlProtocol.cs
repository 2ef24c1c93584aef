using System.Buffers;
using System.Text.Json;
using HAMgm.Contracts.Management;

namespace HAMgm.Daemon.Control;

/// <summary>The lines on the control socket. Written with the plain writer and reader: a serializer costs memory that the guard has not.</summary>
internal static class ControlProtocol
{
    /// <summary>Asks for the process's status.</summary>
    public const string Status = "status";

    /// <summary>Asks for a restart of the service.</summary>
    public const string Restart = "restart";

    /// <summary>Asks for a restart of service and guard.</summary>
    public const string Upgrade = "upgrade";

    /// <summary>A request line.</summary>
    public static byte[] Request(string operation) => Line(json => json.WriteString("op", operation));

    /// <summary>The operation that a request line asks for; null when it is no request.</summary>
    public static string? ReadOperation(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader json = new(line, new JsonReaderOptions { MaxDepth = 2 });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            string? operation = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isOperation = json.ValueTextEquals("op");
                json.Read();
                if (isOperation)
                {
                    operation = json.TokenType == JsonTokenType.String ? json.GetString() : null;
                }
                else
                {
                    json.Skip();
                }
            }

            return json.TokenType == JsonTokenType.EndObject && !json.Read() ? operation : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string that is not UTF-8.
            return null;
        }
    }

    /// <summary>The answer to status.</summary>
    public static byte[] Write(ProcessStatus status) => Line(json =>
    {
        json.WriteBoolean("ok", true);
        json.WriteNumber("guardPid", Environment.ProcessId);
        json.WriteNumber("pid", status.Pid);
        json.WriteBoolean("running", status.IsRunning);
        json.WriteBoolean("ready", status.IsReady);
        json.WriteNumber("startedAtUnixMs", status.StartedAtUnixMs);
        json.WriteNumber("restarts", status.Restarts);
        json.WriteString("lastExit", status.LastExit);
        json.WriteNumber("cpuPercent", Math.Round(status.CpuPercent, 2));
        json.WriteNumber("residentBytes", status.ResidentBytes);
        json.WriteNumber("openFiles", status.OpenFiles);
        json.WriteString("status", status.Status);
    });

    /// <summary>The answer to what was done.</summary>
    public static byte[] Done() => Line(json => json.WriteBoolean("ok", true));

    /// <summary>The answer to what was not done.</summary>
    public static byte[] Refusal(string reason) => Line(json =>
    {
        json.WriteBoolean("ok", false);
        json.WriteString("error", reason);
    });

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
