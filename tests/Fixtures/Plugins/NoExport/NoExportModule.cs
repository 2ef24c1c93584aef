using HAMgm.Contracts.Kernel;

namespace Fixture.NoExport;

/// <summary>A module whose author forgot [Export(typeof(IModule))].</summary>
public sealed class NoExportModule : IModule
{
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ModuleStatus GetStatus() => new(ModuleState.Running);
}
