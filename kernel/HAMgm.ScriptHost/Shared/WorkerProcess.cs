using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using HAMgm.Contracts.Scripts;
using HAMgm.Linux;
using HAMgm.Linux.Processes;

namespace HAMgm.Scripts;

/// <summary>
/// A worker, from the service's side: takes one run at a time. What it does not end by itself shortly after the deadline is ended from
/// here, with everything below it; a worker that ended, was ended, or says so itself is not used again.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int MaxLogLines = 200;
    private const int Aborted = 6;

    // Threads of the worker itself, with room: more than it has ever had, and little against what a bomb is.
    private const int WorkerTasks = 64;
    private const string SwitchUser = "/usr/bin/setpriv";

    // A worker ends a program itself and says so; this is for one that does not come to it.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);
    private readonly ChildProcess _process;
    private readonly Socket _socket;
    private readonly ControlGroup? _group;
    private readonly WorkerSetup _setup;
    private readonly ArrayBufferWriter<byte> _frame = new(4096);
    private readonly Utf8JsonWriter _writer;
    private readonly Lock _killGate = new();
    private volatile bool _isUsable = true;
    private long _deadline;
    private byte[] _received = new byte[4096];
    private int _count;
    private bool _isKilled;
    private bool _isReady;

    private WorkerProcess(ChildProcess process, ControlGroup? group, Socket socket, WorkerSetup setup)
    {
        _process = process;
        _group = group;
        _socket = socket;
        _setup = setup;
        _writer = new Utf8JsonWriter(_frame);
    }

    /// <summary>Its process id.</summary>
    public int Pid => _process.Pid;

    /// <summary>Whether it can take another run.</summary>
    public bool IsUsable { get => _isUsable; private set => _isUsable = value; }

    /// <summary>Starts one. It is told its limits; nothing is waited for.</summary>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public static WorkerProcess Start(WorkerSetup setup)
    {
        using DescriptorPair pair = DescriptorPair.CreateSockets();
        List<string> words = [setup.Program, "--worker"];
        if (setup.User.Length > 0)
        {
            UserAccount account = UserAccount.Find(setup.User) ?? throw new LinuxException($"find the user '{setup.User}'", 2, "Create it, or correct the script's user.");
            words =
            [
                SwitchUser, "--reuid", account.UserId.ToString(CultureInfo.InvariantCulture), "--regid", account.GroupId.ToString(CultureInfo.InvariantCulture),
                "--init-groups", "--inh-caps=-all", "--no-new-privs", "--", .. words,
            ];
        }

        // What the runtime says when a stack overflows is long, and known.
        using FileDescriptor errors = DescriptorPair.OpenNowhere();
        ChildProcess process = ChildProcess.Start(words[0], words, EnvironmentOf(setup), [new(pair.Far, 0), new(pair.Far, 1), new(errors, 2)], newSession: true);
        var socket = new Socket(new SafeSocketHandle(pair.TakeNear(), ownsHandle: true));
        var worker = new WorkerProcess(process, Bound(process, setup.Limits), socket, setup);

        // It starts nothing before it has been told its limits, and is in its group by then.
        worker.Send(setup.Limits.Encode());
        socket.Blocking = false;
        return worker;
    }

    /// <summary>Runs something, and waits for it, on a thread that can be spared. Never throws for what it does.</summary>
    /// <param name="request">What.</param>
    /// <param name="log">Gets the lines of its log: level, text.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public ScriptOutcome Run(RunRequest request, Action<string, string> log, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();

        // Killing takes milliseconds, which whoever calls it off need not wait for. What is killed closes its end, and is read no longer.
        CancellationTokenRegistration calledOff = cancellationToken.UnsafeRegister(
            static worker => ThreadPool.UnsafeQueueUserWorkItem(static worker => worker.Kill(), (WorkerProcess)worker!, preferLocal: false), this);
        try
        {
            WaitUntilReady();
            begun = Stopwatch.GetTimestamp();
            _deadline = Deadline(request.Timeout + Grace + (request.IsJavaScript ? TimeSpan.Zero : _setup.Limits.KillGrace));
            _frame.ResetWrittenCount();
            request.Encode(_frame, _writer);
            SendFrame();
            return Receive(log);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is TimeoutException or SocketException or EndOfStreamException)
        {
            return Failed(ScriptFailure.Cancelled, "it was called off and killed with all that it had started", begun);
        }
        catch (TimeoutException)
        {
            Kill();
            return !_isReady
                ? Failed(ScriptFailure.NotStarted, $"the worker {_setup.Program} was not ready within {StartTime.TotalSeconds:0} s; this host is overloaded", begun)
                : Failed(ScriptFailure.TimedOut, $"it did not end within {request.Timeout.TotalMilliseconds:0} ms and was killed with all that it had started", begun);
        }
        catch (Exception e) when (e is SocketException or InvalidDataException or JsonException or EndOfStreamException or InvalidOperationException or FormatException)
        {
            ExitStatus? exit = WaitForEnd();
            return Failed(exit is null ? ScriptFailure.Faulted : FailureOf(exit.Value), exit is null ? e.Message : Describe(exit.Value), begun);
        }
        finally
        {
            // Called off in the moment in which it ended: the kill is on its way, and is not to meet the next run.
            calledOff.Dispose();
            if (cancellationToken.IsCancellationRequested)
            {
                Kill();
            }
        }
    }

    /// <summary>Ends it at once, with everything below it. Blocks until that is done: milliseconds.</summary>
    public void Kill()
    {
        IsUsable = false;
        lock (_killGate)
        {
            if (_isKilled)
            {
                return;
            }

            // Frozen first, so that it starts nothing more; it stays the parent of its orphans until they are dead.
            _isKilled = true;
            if (_process.SendSignal(Signals.Stop))
            {
                _ = ProcessTree.KillBelow(_process.Pid, KillPatience);
                _ = _process.SendSignal(Signals.Kill);
            }

            _ = _process.WaitExit(TimeSpan.FromSeconds(1));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _group?.Dispose();
        _socket.Dispose();
        _process.Dispose();
        _writer.Dispose();
    }

    /// <summary>A group that holds a worker and what it starts, bounded; null where none can be made.</summary>
    /// <param name="limits">How many processes it may start.</param>
    /// <param name="reason">Why there is none.</param>
    public static ControlGroup? TryGroup(WorkerLimits limits, out string reason) => ControlGroup.TryCreate(limits.Processes + WorkerTasks, out reason);

    private static ControlGroup? Bound(ChildProcess process, WorkerLimits limits)
    {
        ControlGroup? group = TryGroup(limits, out _);
        try
        {
            group?.Add(process.Pid);
            return group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended already, which is found out soon enough; or it may not be put there, and is counted only.
            group?.Dispose();
            return null;
        }
    }

    private void WaitUntilReady()
    {
        if (!_isReady)
        {
            _deadline = Deadline(StartTime);
            int length = ReceiveFrame();
            Consume(Frames.HeaderBytes + length);
            _isReady = true;
        }
    }

    private ScriptOutcome Receive(Action<string, string> log)
    {
        int lines = 0;
        while (true)
        {
            int length = ReceiveFrame();
            ReplyFrame reply = RunReply.Decode(_received.AsSpan(Frames.HeaderBytes, length));
            Consume(Frames.HeaderBytes + length);
            if (reply.LogLevel is null)
            {
                IsUsable &= !reply.IsSpent;
                return reply.Outcome;
            }

            if (++lines > MaxLogLines)
            {
                throw new InvalidDataException("the worker sends more lines of log than it may");
            }

            log(reply.LogLevel, reply.Outcome.Message);
        }
    }

    private int ReceiveFrame()
    {
        ReceiveAtLeast(Frames.HeaderBytes);
        int length = Frames.Length(_received);
        ReceiveAtLeast(Frames.HeaderBytes + length);
        return length;
    }

    private void ReceiveAtLeast(int wanted)
    {
        if (wanted > _received.Length)
        {
            Array.Resize(ref _received, wanted);
        }

        while (_count < wanted)
        {
            WaitFor(SelectMode.SelectRead);
            int read = _socket.Receive(_received.AsSpan(_count), SocketFlags.None);
            _count += read > 0 ? read : throw new EndOfStreamException("the worker has closed the connection");
        }
    }

    private void Consume(int bytes)
    {
        _received.AsSpan(bytes, _count - bytes).CopyTo(_received);
        _count -= bytes;
    }

    private void SendFrame()
    {
        ReadOnlyMemory<byte> left = _frame.WrittenMemory;
        if (left.Length - Frames.HeaderBytes > Frames.MaxBytes)
        {
            throw new InvalidDataException($"its facts and parameters are {left.Length} bytes long; at most {Frames.MaxBytes} are allowed");
        }

        Frames.Complete(System.Runtime.InteropServices.MemoryMarshal.AsMemory(left).Span);
        while (left.Length > 0)
        {
            int sent = _socket.Send(left.Span, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                WaitFor(SelectMode.SelectWrite);
            }
            else if (error != SocketError.Success)
            {
                throw new SocketException((int)error);
            }

            left = left[sent..];
        }
    }

    private void WaitFor(SelectMode what)
    {
        TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _deadline);
        if (left <= TimeSpan.Zero || !_socket.Poll(left, what))
        {
            throw new TimeoutException();
        }
    }

    private static long Deadline(TimeSpan wait) => Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);

    private void Send(byte[] payload)
    {
        byte[] frame = new byte[Frames.HeaderBytes + payload.Length];
        payload.CopyTo(frame, Frames.HeaderBytes);
        Frames.Complete(frame);
        _ = _socket.Send(frame);
    }

    private ExitStatus? WaitForEnd()
    {
        IsUsable = false;
        ExitStatus? exit = _process.WaitExit(TimeSpan.FromSeconds(1));
        Kill();
        return exit;
    }

    private static ScriptFailure FailureOf(ExitStatus exit) => exit.Signal != 0 ? ScriptFailure.LimitExceeded : exit.ExitCode == 0 ? ScriptFailure.Faulted : ScriptFailure.NotStarted;

    private string Describe(ExitStatus exit) => exit.Signal switch
    {
        Aborted => "its worker process ended: it recursed too deeply, or used more memory than scripts.memory allows",
        Signals.Kill => "its worker process was killed from outside: memory may have run out on this host",
        0 => $"the worker {_setup.Program} ended with exit code {exit.ExitCode}; run it with --version by hand to see why",
        _ => $"its worker process was ended by signal {exit.Signal}",
    };

    private static ScriptOutcome Failed(ScriptFailure failure, string message, long begun) =>
        new(ScriptVerdict.Unhealthy, failure, message, RunReply.NoMetrics, Stopwatch.GetElapsedTime(begun));

    private static List<string> EnvironmentOf(WorkerSetup setup)
    {
        List<string> all =
        [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG=C.UTF-8",
            string.Create(CultureInfo.InvariantCulture, $"DOTNET_GCHeapHardLimit=0x{setup.HeapBytes:x}"),
            "DOTNET_EnableDiagnostics=0",
            "DOTNET_DbgEnableMiniDump=0",
            "DOTNET_NOLOGO=1",
        ];
        foreach (string name in (string[])["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                all.Add($"{name}={value}");
            }
        }

        return all;
    }
}
