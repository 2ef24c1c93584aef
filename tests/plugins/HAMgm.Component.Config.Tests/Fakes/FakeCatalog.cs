using System.Text.Json;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Config.Tests.Fakes;

// A stand-in for the kernel's catalog: it holds the real manifests' schemas, and what a test adds.
internal sealed class FakeCatalog : IPluginCatalog
{
    public FakeCatalog()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "schemas")))
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(file));
            Schemas[manifest.RootElement.GetProperty("id").GetString()!] = manifest.RootElement.GetProperty("settings").GetRawText();
        }
    }

    public Dictionary<string, string> Schemas { get; } = [];

    public IReadOnlyDictionary<string, string> SettingsSchemas => Schemas;

    public string GetPluginSettings(string pluginId) => "{}";
}
