using System.Composition;
using HAMgm.Contracts.Kernel;

namespace Fixture.Thrower;

/// <summary>The executable plugin of the same assembly: fails in initialize, execute, block-execute, cleanup, info or nowhere.</summary>
[Export(typeof(IPlugin))]
public sealed class ThrowerPlugin : IPlugin
{
    private string _where = "";

    public Task InitializeAsync(IReadOnlyDictionary<string, object?> config, CancellationToken cancellationToken)
    {
        _where = config.TryGetValue("in", out object? where) ? (string)where! : "";
        FailIf("initialize");
        return Task.CompletedTask;
    }

    public Task<object?> ExecuteAsync(IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        FailIf("execute");
        if (_where == "block-execute")
        {
            Thread.Sleep(Timeout.Infinite);
        }

        return Task.FromResult<object?>("done");
    }

    public Task CleanupAsync(CancellationToken cancellationToken)
    {
        FailIf("cleanup");
        return Task.CompletedTask;
    }

    public PluginInfo GetInfo() => throw new InvalidOperationException("thrown in info");

    private void FailIf(string where)
    {
        if (_where == where)
        {
            throw new InvalidOperationException($"thrown in {where}");
        }
    }
}
