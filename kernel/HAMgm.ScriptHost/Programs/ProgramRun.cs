using System.Diagnostics;
using HAMgm.Linux;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Processes;
using HAMgm.Scripts;

namespace HAMgm.ScriptHost.Programs;

/// <summary>
/// Runs one program within bounds, and ends it with everything that it started. This process is a child subreaper and runs one program at a
/// time: whatever is below it belongs to that program, also what has forked twice and left its session.
/// </summary>
internal sealed class ProgramRun(WorkerLimits limits)
{
    private const int KeptOutput = 64 * 1024;
    private const int KeptErrors = 8 * 1024;
    private const int NotExecutable = 8;
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    // Counting costs some 50 µs; a program that only just began is not counted at all.
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(20);

    private readonly OutputTail _output = new(KeptOutput);
    private readonly OutputTail _errors = new(KeptErrors);
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Runs it to its end, or to the end of what it may have.</summary>
    /// <param name="command">Full path, then arguments.</param>
    /// <param name="environment">NAME=value.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <param name="timeout">How long it may run.</param>
    /// <param name="user">The user that it runs as; empty for this process's own.</param>
    public ProgramResult Run(IReadOnlyList<string> command, IReadOnlyList<string> environment, ReadOnlyMemory<byte> input, TimeSpan timeout, string user)
    {
        long begun = Stopwatch.GetTimestamp();
        using DescriptorPair output = DescriptorPair.CreatePipe();
        using DescriptorPair errors = DescriptorPair.CreatePipe();
        using FileDescriptor standardInput = DescriptorPair.CreateInput(input.Span);
        IReadOnlyList<string> words = user.Length == 0 ? command : [SwitchUser.Program, .. SwitchUser.Arguments(user), .. command];
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(
                words[0], words, environment, [new(standardInput, 0), new(output.Far, 1), new(errors.Far, 2)], newSession: true);
        }
        catch (LinuxException e)
        {
            string why = e.Errno == NotExecutable ? $"{command[0]} is no program; does it begin with a line like #!/bin/sh?" : e.Message;
            return new ProgramResult(ProgramFailure.NotStarted, why, -1, "", "", 0);
        }

        using (child)
        {
            _ = ResourceLimits.BoundData(child.Pid, limits.ProgramMemoryBytes);
            output.Far.Dispose();
            errors.Far.Dispose();
            (ProgramFailure failure, string reason) = Watch(child, output, errors, begun, timeout);
            if (failure == ProgramFailure.TimedOut)
            {
                // The polite way first, for all of them: what it started may have something to put away, too.
                ProcessTree.Signal(Environment.ProcessId, Signals.Terminate);
                WaitForEnd(child, output, errors, limits.KillGrace);
            }

            int survivors = EndAll(child);
            Drain(output, _output);
            Drain(errors, _errors);
            ExitStatus exit = child.Exit ?? new ExitStatus(-1, Signals.Kill);
            if (failure == ProgramFailure.None && exit.Signal != 0)
            {
                (failure, reason) = (ProgramFailure.KilledBySignal, $"it was ended by signal {exit.Signal}");
            }

            return new ProgramResult(failure, reason, exit.ExitCode, _output.ToString(), _errors.ToString(), survivors);
        }
    }

    private (ProgramFailure Failure, string Reason) Watch(ChildProcess child, DescriptorPair output, DescriptorPair errors, long begun, TimeSpan timeout)
    {
        using var poll = new PollSet();
        bool isOutputOpen = true;
        bool areErrorsOpen = true;
        TimeSpan nextSample = SampleEvery;
        while (true)
        {
            TimeSpan passed = Stopwatch.GetElapsedTime(begun);
            if (passed >= timeout)
            {
                return (ProgramFailure.TimedOut, $"it did not end within {timeout.TotalMilliseconds:0} ms and was killed with all that it had started");
            }

            if (passed >= nextSample)
            {
                nextSample = passed + SampleEvery;
                (int count, long resident) = ProcessTree.Measure(Environment.ProcessId);
                if (count > limits.Processes)
                {
                    return (ProgramFailure.TooManyProcesses, $"it had {count} processes, more than {limits.Processes} (scripts.processes), and was killed");
                }

                if (resident > limits.ProgramMemoryBytes)
                {
                    return (ProgramFailure.TooMuchMemory, $"it used {resident >> 20} MiB, more than {limits.ProgramMemoryBytes >> 20} (scripts.program_memory), and was killed");
                }
            }

            poll.Clear();
            poll.Add(child.Descriptor.Value, forWriting: false);
            if (isOutputOpen)
            {
                poll.Add(output.Near.Value, forWriting: false);
            }

            if (areErrorsOpen)
            {
                poll.Add(errors.Near.Value, forWriting: false);
            }

            TimeSpan wait = (nextSample < timeout ? nextSample : timeout) - passed;
            poll.Wait(Math.Max(1, wait.Ticks) * TimeSpan.NanosecondsPerTick);
            isOutputOpen = isOutputOpen && Drain(output, _output);
            areErrorsOpen = areErrorsOpen && Drain(errors, _errors);
            if (_output.Total + _errors.Total > limits.OutputBytes)
            {
                return (ProgramFailure.TooMuchOutput, $"it wrote more than {limits.OutputBytes >> 10} KiB (scripts.output) and was killed");
            }

            if (child.WaitExit(TimeSpan.Zero) is not null)
            {
                return (ProgramFailure.None, "");
            }
        }
    }

    private void WaitForEnd(ChildProcess child, DescriptorPair output, DescriptorPair errors, TimeSpan grace)
    {
        long until = Environment.TickCount64 + (long)grace.TotalMilliseconds;
        while (Environment.TickCount64 < until && (child.WaitExit(TimeSpan.FromMilliseconds(10)) is null || ProcessTree.Measure(Environment.ProcessId).Count > 0))
        {
            // Who writes into a full pipe cannot end.
            Drain(output, _output);
            Drain(errors, _errors);
            _ = Subreaper.ReapOrphans();
        }
    }

    private static int EndAll(ChildProcess child)
    {
        int survivors = ProcessTree.KillBelow(Environment.ProcessId, KillPatience);
        _ = child.WaitExit(TimeSpan.FromMilliseconds(100));
        _ = Subreaper.ReapOrphans();
        return survivors;
    }

    /// <returns>Whether the stream goes on.</returns>
    private bool Drain(DescriptorPair pipe, OutputTail tail)
    {
        // At most so much at a time: a writer that never stops must not keep the deadline from being looked at.
        for (int turn = 0; turn < 16; turn++)
        {
            int read = pipe.Read(_buffer);
            if (read <= 0)
            {
                return read != 0;
            }

            tail.Add(_buffer.AsSpan(0, read));
        }

        return true;
    }
}
