using System.Composition;
using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Kernel;

namespace Fixture.Hooks;

/// <summary>
/// Hooks at every point that a test commands by files in the data folder: each run is a line of <c>hooks.log</c> (point, term,
/// planned), and a point with a file <c>fails-POINT</c> fails.
/// </summary>
[Export(typeof(IComponent))]
[Export(typeof(IHooks))]
[Shared]
public sealed class HooksComponent : IComponent, IHooks
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(100);
    private readonly object _gate = new();
    private readonly string _folder;

    [ImportingConstructor]
    public HooksComponent(IConfigManager config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _folder = config.GetPath("data_dir");
    }

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public bool IsReady => true;

    public Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task UnloadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public bool IsConfigured(HookPoint point) => point != HookPoint.Fence;

    public TimeSpan GetTimeout(HookPoint point) => TimeSpan.FromSeconds(3);

    public async Task<HookOutcome> RunAsync(HookRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var line = string.Create(CultureInfo.InvariantCulture, $"{request.Point} {request.Facts.Term.Value} {request.Planned}{Environment.NewLine}");
        lock (_gate)
        {
            File.AppendAllText(Path.Combine(_folder, "hooks.log"), line);
        }

        await Task.Delay(Length, cancellationToken);
        var fails = File.Exists(Path.Combine(_folder, $"fails-{request.Point}"));
        return new HookOutcome(!fails, fails ? "the test wants it to fail" : "");
    }
}
