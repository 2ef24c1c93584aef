using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.TestSupport;

/// <summary>A kernel with a log in it, which answers as component.logger does; or without.</summary>
internal sealed class FakeModules : IModuleManager
{
    /// <summary>What the log was asked.</summary>
    public List<LogControl> Asked { get; } = [];

    /// <summary>The correlation under which it was asked.</summary>
    public ulong AskedUnder { get; private set; }

    /// <summary>False: component.logger does not run.</summary>
    public bool HasLog { get; set; } = true;

    public Task SendMessageAsync(string from, string to, object message, CancellationToken cancellationToken)
    {
        if (!HasLog || to != "component.logger" || message is not LogControl control)
        {
            throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Conflict, to, $"'{to}' does not run; start it first");
        }

        Asked.Add(control);
        AskedUnder = Correlation.Current;
        control.Levels = [new(ModuleLogLevel.Default, LogLevel.Info, IsTemporary: false)];
        control.Targets = [new("file", "/log", IsWorking: true, Dropped: 0, "")];
        return Task.CompletedTask;
    }

    public void RegisterModule(string name, IModule module) => throw new NotSupportedException();

    public Task StartModuleAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StopModuleAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ModuleStatus GetModuleStatus(string name) => throw new NotSupportedException();

    public IReadOnlyDictionary<string, ModuleStatus> GetModules() => throw new NotSupportedException();
}
