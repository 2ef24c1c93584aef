using System.Composition;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Scripts;

namespace Fixture.ScriptDriver;

/// <summary>Runs every command script again and again, and logs what each run gave.</summary>
[Export(typeof(IModule))]
[method: ImportingConstructor]
public sealed class ScriptDriverModule(IScripts scripts, ILogger log) : IModule, IDisposable
{
    private static readonly ScriptFacts Facts = new("driver", NodeState.Unknown, Epoch.None, false, [], "", "", NodeState.Unknown, false);
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _driven = [];
    private readonly List<Task> _loops = [];

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        scripts.Changed += Look;
        Look();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        scripts.Changed -= Look;
        await _stop.CancelAsync();
        await Task.WhenAll(_loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public ModuleStatus GetStatus() => new(ModuleState.Running, "");

    public void Dispose() => _stop.Dispose();

    private void Look()
    {
        lock (_driven)
        {
            foreach (ScriptInfo script in scripts.GetScripts().Where(script => script.Purpose == ScriptPurpose.Command && _driven.Add(script.Id)))
            {
                _loops.Add(Task.Run(() => DriveAsync(script)));
            }
        }
    }

    private async Task DriveAsync(ScriptInfo script)
    {
        while (!_stop.IsCancellationRequested)
        {
            ScriptOutcome outcome = await scripts.RunAsync(script.Id, Facts, _stop.Token);
            log.Info($"driven {script.Id} {outcome.Failure} {outcome.Verdict}", ("said", outcome.Message));
            await Task.Delay(script.Interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
