using System.Composition;
using HAMgm.Contracts.Kernel;

namespace Fixture.OwnContracts;

/// <summary>Exports an IModule that is not the host's IModule.</summary>
[Export(typeof(IModule))]
public sealed class OwnContractsModule : IModule
{
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ModuleStatus GetStatus() => new(ModuleState.Running);
}
