using System.Composition;
using HAMgm.Contracts.Kernel;

namespace Fixture.Runner;

/// <summary>An executable plugin: adds up, refuses, or takes for ever.</summary>
[Export(typeof(IPlugin))]
public sealed class RunnerPlugin : IPlugin
{
    private long _offset;

    public Task InitializeAsync(IReadOnlyDictionary<string, object?> config, CancellationToken cancellationToken)
    {
        _offset = config.TryGetValue("offset", out object? offset) ? (long)offset! : 0;
        return Task.CompletedTask;
    }

    public async Task<object?> ExecuteAsync(IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        if (parameters.ContainsKey("forever"))
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        return parameters.TryGetValue("left", out object? left) && parameters.TryGetValue("right", out object? right)
            ? (long)left! + (long)right! + _offset
            : throw new ArgumentException("left and right are needed");
    }

    public Task CleanupAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public PluginInfo GetInfo() => new("fixture.runner", "1.0", PluginKind.Executable, false, "", "");
}
