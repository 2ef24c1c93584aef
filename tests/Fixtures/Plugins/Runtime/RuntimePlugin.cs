using System.Composition;
using System.Text.Json;
using HAMgm.Contracts.Kernel;

namespace Fixture.Runtime;

/// <summary>Runs "plugins" that are text files: running one gives its text. It is told of changes by a message.</summary>
[Export(typeof(IComponent)), Export(typeof(IPluginRuntime)), Export(typeof(IMessageReceiver))]
[method: ImportingConstructor]
public sealed class RuntimePlugin(IPluginCatalog catalog) : IComponent, IPluginRuntime, IMessageReceiver
{
    public event Action? Changed;

    public bool IsReady { get; private set; }

    public Task LoadAsync(CancellationToken cancellationToken)
    {
        IsReady = true;
        return Task.CompletedTask;
    }

    public Task UnloadAsync(CancellationToken cancellationToken)
    {
        IsReady = false;
        return Task.CompletedTask;
    }

    public Task ReceiveMessageAsync(string from, object message, CancellationToken cancellationToken)
    {
        Changed?.Invoke();
        return Task.CompletedTask;
    }

    public IReadOnlyList<HAMgm.Contracts.Kernel.RuntimePlugin> FindPlugins(IReadOnlyDictionary<string, string> named)
    {
        using JsonDocument settings = JsonDocument.Parse(catalog.GetPluginSettings("fixture.runtime"));
        string folder = settings.RootElement.GetProperty("folder").GetString()!;
        return [
            .. Directory.GetFiles(folder, "*.word").Select(path => Found($"word.{Path.GetFileNameWithoutExtension(path)}", path)),
            .. named.Select(pair => Found(pair.Key, pair.Value)),
        ];
    }

    public IPlugin Create(PluginInfo info, string path) => new Word(info, path);

    public PluginUsage GetUsage(string id) => new(4096, 2);

    private static HAMgm.Contracts.Kernel.RuntimePlugin Found(string id, string path) => new(
        new PluginInfo(id, "1.0", PluginKind.Script, false, Path.GetDirectoryName(path)!, ""), path, File.Exists(path) ? File.GetLastWriteTimeUtc(path).Ticks : 1);

    private sealed class Word(PluginInfo info, string path) : IPlugin
    {
        private string _text = "";

        public Task InitializeAsync(IReadOnlyDictionary<string, object?> config, CancellationToken cancellationToken)
        {
            _text = File.ReadAllText(path) + (config.TryGetValue("suffix", out object? suffix) ? suffix : "");
            return _text.StartsWith("bad", StringComparison.Ordinal)
                ? throw new HAMgm.Contracts.Errors.HamgmException(HAMgm.Contracts.Errors.ErrorKind.Configuration, 400, info.Id, $"{path}: no good word")
                : Task.CompletedTask;
        }

        public Task<object?> ExecuteAsync(IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) => Task.FromResult<object?>(_text);

        public Task CleanupAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public PluginInfo GetInfo() => info;
    }
}
