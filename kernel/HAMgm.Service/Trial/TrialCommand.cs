using System.Diagnostics;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.StateMachine;
using HAMgm.Kernel;
using HAMgm.Kernel.Loading;

namespace HAMgm.Service.Trial;

/// <summary>
/// <c>--test-plugin</c>: loads one assembly plugin by the real kernel, outside a cluster and in this process alone, tells it recorded
/// facts, and reports. <c>hamgm-cli plugin test</c> runs it, so that a plugin that ends its process ends nothing else.
/// </summary>
internal sealed class TrialCommand(CommandLine line, IHost host) : IEventHandler<TopicEvent>, IEventHandler<AlertEvent>, IEventHandler<PluginStateChangedEvent>, IDisposable
{
    private static readonly TimeSpan LookForLeftovers = TimeSpan.FromMilliseconds(200);
    private readonly TrialReport _report = new();
    private readonly List<string> _published = [];
    private readonly StringWriter _lines = new();
    private volatile string? _fault;

    /// <summary>Runs it and prints the report.</summary>
    /// <returns>0 when all went well, 3 when the plugin failed, 1 when it could not be tried.</returns>
    public async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("hamgm-trial-").FullName;
        try
        {
            Facts facts = Facts.Read(line.Facts);
            PluginManifest manifest = ManifestReader.Read(FolderOf(line.TrialPath!));
            _report.Describe(manifest.Info);
            await TryAsync(folder, manifest, facts).ConfigureAwait(false);
        }
        catch (HamgmException e)
        {
            _report.Add("start", TimeSpan.Zero, e.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        _report.Ok = _report.Error.Length == 0;
        _report.Log = [.. _lines.ToString().Split('\n').Where(text => text.Contains($" {_report.PluginId}: ", StringComparison.Ordinal))];
        lock (_published)
        {
            _report.Published = [.. _published];
        }

        Console.WriteLine(_report.Write());
        return _report.Ok ? ExitCodes.Success : _report.PluginId.Length == 0 ? ExitCodes.Configuration : ExitCodes.Plugin;
    }

    public void Dispose() => _lines.Dispose();

    public ValueTask HandleEventAsync(TopicEvent @event, CancellationToken cancellationToken) => Publish($"{@event.Topic} {@event.Json}");

    public ValueTask HandleEventAsync(AlertEvent @event, CancellationToken cancellationToken) => Publish($"alert {@event.Severity}: {@event.Title}");

    public ValueTask HandleEventAsync(PluginStateChangedEvent @event, CancellationToken cancellationToken)
    {
        if (@event.PluginId == _report.PluginId && @event.To == ModuleState.Faulted)
        {
            _fault ??= @event.Reason;
        }

        return ValueTask.CompletedTask;
    }

    private static string FolderOf(string path) => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;

    private ValueTask Publish(string what)
    {
        lock (_published)
        {
            _published.Add(what);
        }

        return ValueTask.CompletedTask;
    }

    private async Task TryAsync(string folder, PluginManifest manifest, Facts facts)
    {
        string list = Path.Combine(folder, "plugins.json");
        await File.WriteAllTextAsync(list, """{ "plugins": [] }""").ConfigureAwait(false);
        string empty = Directory.CreateDirectory(Path.Combine(folder, "plugins")).FullName;
        var kernel = new PluginKernel(
            new KernelOptions { PluginsFolder = empty, LeftoverTime = LookForLeftovers, StandardError = TextWriter.Synchronized(_lines) }, host);
        await using (kernel.ConfigureAwait(false))
        {
            Dictionary<string, string> settings = Recorded.SettingsOf(manifest.SettingsSchema, facts);
            Type[] required = [.. manifest.Requires.Select(requirement => requirement.Contract).Distinct()];
            kernel.Offer(required.ToDictionary(contract => contract, contract => Recorded.For(contract, facts, settings)));
            _report.NotRecorded = [.. required.Where(one => one != typeof(IConfigManager) && one != typeof(IStateMachine)).Select(one => one.FullName!)];
            await kernel.StartBootstrapAsync(CancellationToken.None).ConfigureAwait(false);
            await kernel.StartAsync(list, CancellationToken.None).ConfigureAwait(false);
            kernel.Events.Subscribe<TopicEvent>(this);
            kernel.Events.Subscribe<AlertEvent>(this);
            kernel.Events.Subscribe<PluginStateChangedEvent>(this);
            if (!await StepAsync("start", () => kernel.Plugins.LoadPluginAsync(manifest.Info.Folder, CancellationToken.None)).ConfigureAwait(false))
            {
                return;
            }

            if (manifest.Info.Kind == PluginKind.Executable)
            {
                await StepAsync("execute", () => ExecuteAsync(kernel, manifest.Id, facts)).ConfigureAwait(false);
            }
            else
            {
                await StepAsync("events", () => TellAsync(kernel, facts)).ConfigureAwait(false);
                await StepAsync("status", () => StatusAsync(kernel, manifest.Id)).ConfigureAwait(false);
            }

            await StepAsync("stop", () => kernel.Plugins.UnloadPluginAsync(manifest.Id, CancellationToken.None)).ConfigureAwait(false);
            await StepAsync("unload", () => UnloadedAsync(kernel, manifest.Id)).ConfigureAwait(false);
        }
    }

    private async Task<bool> StepAsync(string name, Func<Task> step)
    {
        long begun = Stopwatch.GetTimestamp();
        string error = "";
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (HamgmException e)
        {
            error = e.Message;
        }

        if (_fault is { } fault && error.Length == 0)
        {
            // Said once: the steps behind it are about what is left.
            error = fault;
            _fault = null;
        }

        _report.Add(name, Stopwatch.GetElapsedTime(begun), error);
        return error.Length == 0;
    }

    private async Task ExecuteAsync(PluginKernel kernel, string id, Facts facts)
    {
        PluginResult result = await kernel.Plugins.ExecutePluginAsync(id, facts.Parameters, CancellationToken.None).ConfigureAwait(false);
        _report.Result = result.Success ? result.Value : throw Failed(id, result.Error);
    }

    private async Task TellAsync(PluginKernel kernel, Facts facts)
    {
        foreach (IEvent one in facts.Events)
        {
            if (one is RoleChangedEvent role)
            {
                kernel.Events.Publish(role);
            }
            else if (one is TopicEvent topic)
            {
                kernel.Events.Publish(topic);
            }
        }

        await Task.Delay(line.TrialTime).ConfigureAwait(false);
    }

    private static Task StatusAsync(PluginKernel kernel, string id)
    {
        ModuleStatus status = kernel.Modules.GetModuleStatus(id);
        return status.State == ModuleState.Running ? Task.CompletedTask : throw Failed(id, $"it is {status.State}: {status.Detail}");
    }

    private static async Task UnloadedAsync(PluginKernel kernel, string id)
    {
        await Task.Delay(2 * LookForLeftovers).ConfigureAwait(false);
        if (kernel.Plugins.GetPluginStatus(id).NotUnloaded > 0)
        {
            throw Failed(id, "it was stopped and cannot be unloaded: a thread, a timer or a static event of it goes on");
        }
    }

    private static HamgmException Failed(string id, string why) => new(ErrorKind.ServiceUnavailable, ErrorCodes.Internal, id, why);
}
