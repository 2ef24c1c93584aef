using System.Runtime.InteropServices;
using HAMgm.Contracts.Errors;
using HAMgm.Kernel;
using HAMgm.Linux.Notify;
using HAMgm.Service;
using HAMgm.Service.Trial;

CommandLine line = CommandLine.Parse(args);
if (line.Error is not null)
{
    Console.Error.WriteLine($"hamgm-service: {line.Error}");
    Console.Error.WriteLine(CommandLine.Usage);
    return ExitCodes.Usage;
}

if (line.IsHelp || line.IsVersion)
{
    Console.WriteLine(line.IsHelp ? CommandLine.Usage : $"hamgm-service {ServiceHost.ProductVersion}");
    return ExitCodes.Success;
}

using var notifier = new ServiceNotifier(line.IsCheck || line.TrialPath is not null ? "" : null);
var host = new ServiceHost(line.ConfigPath, notifier);
if (line.TrialPath is not null)
{
    // Not by return: what a plugin leaves running must not keep the process.
    using var trial = new TrialCommand(line, host);
    Environment.Exit(await trial.RunAsync());
}

var kernel = new PluginKernel(new KernelOptions { PluginsFolder = line.PluginsFolder, IsOwn = ServiceHost.IsOwn }, host);
if (line.IsCheck)
{
    try
    {
        return await CheckCommand.RunAsync(kernel, host);
    }
    catch (HamgmException e)
    {
        Console.Error.WriteLine(StartupError.Describe(e));
        return ExitCodes.Configuration;
    }
    finally
    {
        await kernel.DisposeAsync();
    }
}

// A closed terminal is an orderly stop, too: killed by it, this node would hold on until its guard acts.
using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM);
using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT);
using PosixSignalRegistration hangUp = OnSignal(PosixSignal.SIGHUP);
using PosixSignalRegistration restart = PosixSignalRegistration.Create((PosixSignal)RestartRequest.Signal, context =>
{
    context.Cancel = true;
    host.RequestRestart();
});
int exitCode = await new ServiceRun(kernel, host, notifier).RunAsync();

// Not by return: a plugin's own foreground thread must not keep a stopped process alive.
Environment.Exit(exitCode);
return exitCode;

PosixSignalRegistration OnSignal(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true;
    host.RequestStop(ExitCodes.Success, $"asked to by {context.Signal}");
});
