using System.Reflection;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Errors;
using HAMgm.Daemon.Control;
using HAMgm.Daemon.Guarding;
using HAMgm.Daemon.Logging;
using HAMgm.Daemon.Options;
using HAMgm.Daemon.Usage;
using HAMgm.Linux.Processes;

const int SignalUser2 = 12;
DaemonOptions? options = DaemonArguments.TryParse(args, out string error);
if (options is null)
{
    Console.Error.WriteLine($"hamgm-daemon: {error}. See hamgm-daemon --help.");
    return ExitCodes.Usage;
}

switch (options.Command)
{
    case DaemonCommand.Help:
        Console.Out.Write(DaemonArguments.Usage);
        return ExitCodes.Success;
    case DaemonCommand.Version:
        Console.Out.WriteLine(Assembly.GetExecutingAssembly().GetName().Version?.ToString(3));
        return ExitCodes.Success;
    case DaemonCommand.Status:
        return ControlClient.Ask(options.DataDirectory, ControlProtocol.Status, Console.Out, Console.Error);
    case DaemonCommand.Upgrade:
        return ControlClient.Ask(options.DataDirectory, ControlProtocol.Upgrade, Console.Out, Console.Error);
    case DaemonCommand.Restart:
        return ControlClient.Ask(options.DataDirectory, ControlProtocol.Restart, Console.Out, Console.Error);
}

// Asked before a package replaces the file: afterwards the system calls it deleted.
string program = Environment.ProcessPath ?? Path.Combine(AppContext.BaseDirectory, "hamgm-daemon");
using GuardLog log = new(Console.Error);
Subreaper.Enable();
HandedLease? handed = HandedLease.FromText(Environment.GetEnvironmentVariable(HandedLease.Variable));
ServiceGuard guard = new(options, log, handed);
using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration onHangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Restart);
using PosixSignalRegistration onUpgrade = PosixSignalRegistration.Create((PosixSignal)SignalUser2, Upgrade);

// Somebody waits for the service: what is slow comes after it has been started.
if (handed is not null)
{
    guard.StartMonitoring();
}

if (!RealTime.TryLockMemory(out string reason))
{
    log.Warn("the guard's memory is not locked", ("reason", reason));
}

if (handed is null)
{
    guard.StartMonitoring();
}

while (true)
{
    using (UsageWatch usage = new(guard, options, log))
    {
        guard.Join();
    }

    if (!guard.Successor.IsWanted)
    {
        return guard.ExitCode;
    }

    // Returns only when the new program cannot be started: then this one goes on.
    log.Info("going on as the program on the disk", ("path", program));
    string refusal = Successor.Become(program, args, guard.Successor.Handed);
    log.Error("cannot become the new program; going on as the old one", ("path", program), ("reason", refusal));
    guard = new ServiceGuard(options, log, guard.Successor.Handed);
    guard.StartMonitoring();
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    guard.RequestStop();
}

void Upgrade(PosixSignalContext context)
{
    context.Cancel = true;
    guard.Upgrade("SIGUSR2");
}

void Restart(PosixSignalContext context)
{
    context.Cancel = true;
    guard.RestartService("SIGHUP");
}
