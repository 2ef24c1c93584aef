using System.Reflection;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Errors;
using HAMgm.Daemon.Control;
using HAMgm.Daemon.Guarding;
using HAMgm.Daemon.Logging;
using HAMgm.Daemon.Options;
using HAMgm.Daemon.Usage;
using HAMgm.Linux.Processes;

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
    case DaemonCommand.Restart:
        return ControlClient.Ask(options.DataDirectory, ControlProtocol.Restart, Console.Out, Console.Error);
}

using GuardLog log = new(Console.Error);
Subreaper.Enable();
ServiceGuard guard = new(options, log);
using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration onHangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Restart);
if (!RealTime.TryLockMemory(out string reason))
{
    log.Warn("the guard's memory is not locked", ("reason", reason));
}

guard.StartMonitoring();
using UsageWatch usage = new(guard, options, log);
guard.Join();
return guard.ExitCode;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    guard.RequestStop();
}

void Restart(PosixSignalContext context)
{
    context.Cancel = true;
    guard.RestartService("SIGHUP");
}
