using System.Composition;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.StateMachine;

namespace Fixture.Health;

/// <summary>Says that the node cannot serve while the file <c>unhealthy</c> is in its data folder: a health check that a test commands.</summary>
[Export(typeof(IComponent))]
public sealed class HealthComponent : IComponent, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);
    private readonly IStateMachine _machine;
    private readonly string _file;
    private Timer? _timer;
    private bool _wasHealthy = true;

    [ImportingConstructor]
    public HealthComponent(IStateMachine machine, IConfigManager config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _machine = machine;
        _file = Path.Combine(config.GetPath("data_dir"), "unhealthy");
    }

    public bool IsReady => _timer is not null;

    public Task LoadAsync(CancellationToken cancellationToken)
    {
        _timer = new Timer(_ => Look(), null, Period, Period);
        return Task.CompletedTask;
    }

    public Task UnloadAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private void Look()
    {
        var isHealthy = !File.Exists(_file);
        if (isHealthy != _wasHealthy)
        {
            _wasHealthy = isHealthy;
            _machine.SetHealth(isHealthy, 0, isHealthy ? "" : "the test says so");
        }
    }
}
