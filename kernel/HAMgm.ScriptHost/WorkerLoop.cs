using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using HAMgm.Contracts.Scripts;
using HAMgm.Linux.Processes;
using HAMgm.ScriptHost.JavaScript;
using HAMgm.ScriptHost.Programs;
using HAMgm.Scripts;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.ScriptHost;

/// <summary>
/// A worker: takes runs from the descriptor 0, one after the other, and answers on 1. Ends when the other side closes, with whatever runs below it.
/// </summary>
internal sealed class WorkerLoop : IDisposable
{
    /// <summary>How long one match of a regular expression may take.</summary>
    public static readonly TimeSpan RegexTimeout = TimeSpan.FromMilliseconds(500);

    // 200 calls of JavaScript need less than 1 MB. A stack that overflows is walked to its end before the process does: seconds with 16 MB.
    private const int StackBytes = 4 * 1024 * 1024;
    private const int Niceness = 10;
    private const string OutOfMemoryScore = "500";
    private readonly Stream _input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
    private readonly Stream _output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
    private readonly byte[] _header = new byte[Frames.HeaderBytes];
    private readonly ArrayBufferWriter<byte> _reply = new(4096);
    private readonly Utf8JsonWriter _writer;
    private byte[] _payload = new byte[8192];
    private WorkerLimits _limits = new();
    private ScriptRun? _scripts;

    private WorkerLoop() => _writer = new Utf8JsonWriter(_reply);

    /// <summary>Works until the other side has closed.</summary>
    public static int Run()
    {
        // Before any expression is made.
        AppContext.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", RegexTimeout);
        Directory.SetCurrentDirectory("/");
        Subreaper.Enable();
        ResourceLimits.ForbidCoreFiles();

        // The service comes first: on the processor, and when memory runs out.
        _ = HAMgm.Linux.Processes.Niceness.TrySet(Environment.ProcessId, Niceness, out _);
        _ = HAMgm.Linux.Processes.Niceness.TrySetOwnSession(Niceness);
        TryLowerPriorityOfMemory();
        int result = 0;
        var thread = new Thread(() => result = WorkAndClose(), StackBytes) { Name = "scripts" };
        thread.Start();
        thread.Join();
        _ = ProcessTree.KillBelow(Environment.ProcessId, TimeSpan.FromSeconds(1));
        return result;
    }

    /// <summary>Closes what it holds; the descriptors are the process's.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    private static int WorkAndClose()
    {
        using var loop = new WorkerLoop();
        return loop.Work();
    }

    private static void TryLowerPriorityOfMemory()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", OutOfMemoryScore);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it counts as any other process does.
        }
    }

    private int Work()
    {
        try
        {
            if (Read() is { } settings)
            {
                _limits = WorkerLimits.Decode(settings);
                Log("ready", "");
            }

            while (Read() is { } payload)
            {
                Answer(RunRequest.Decode(payload));
            }

            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // The other side is gone, or is not whom it should be.
            return 1;
        }
    }

    private void Answer(RunRequest request)
    {
        long begun = Stopwatch.GetTimestamp();
        RunReply reply = request.IsJavaScript ? RunScript(request) : ProgramVerdict.Run(request, _limits);
        _reply.ResetWrittenCount();
        reply.Encode(_reply, _writer, Stopwatch.GetElapsedTime(begun));
        Send();
    }

    // Only here: a worker that runs programs never loads the interpreter.
    private RunReply RunScript(RunRequest request) => (_scripts ??= new ScriptRun(_limits, Log)).Run(request);

    private void Log(string level, string text)
    {
        _reply.ResetWrittenCount();
        RunReply.EncodeLog(_reply, _writer, level, text);
        Send();
    }

    private void Send()
    {
        byte[] frame = _reply.WrittenMemory.ToArray();
        Frames.Complete(frame);
        _output.Write(frame);
    }

    private ReadOnlyMemory<byte>? Read()
    {
        if (_input.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false) < _header.Length)
        {
            return null;
        }

        int length = Frames.Length(_header);
        if (length > _payload.Length)
        {
            _payload = new byte[length];
        }

        _input.ReadExactly(_payload, 0, length);
        return _payload.AsMemory(0, length);
    }
}
