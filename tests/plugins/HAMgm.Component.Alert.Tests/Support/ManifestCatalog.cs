using System.Text.Json;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>The real manifests' schemas.</summary>
internal sealed class ManifestCatalog : IPluginCatalog
{
    public IReadOnlyDictionary<string, string> SettingsSchemas { get; } = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "schemas")).ToDictionary(
        file => Path.GetFileNameWithoutExtension(file),
        file =>
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(file));
            return manifest.RootElement.GetProperty("settings").GetRawText();
        });

    public string GetPluginSettings(string pluginId) => "{}";
}
