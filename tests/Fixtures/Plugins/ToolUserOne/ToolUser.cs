using System.Composition;
using HAMgm.Contracts.Kernel;

namespace Fixture.ToolUserOne;

/// <summary>Uses its own version of Fixture.Tool.</summary>
[Export(typeof(IPlugin))]
public sealed class ToolUser : IPlugin
{
    public Task InitializeAsync(IReadOnlyDictionary<string, object?> config, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<object?> ExecuteAsync(IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
        Task.FromResult<object?>(Tool.Tool.Describe());

    public Task CleanupAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public PluginInfo GetInfo() => new("fixture.tool-user", "1.0.0", PluginKind.Executable, false, "", "");
}
