using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>The product with scripts of the test's, and a plugin that runs them again and again.</summary>
internal static class ScriptDriver
{
    private const string Id = "fixture.script-driver";

    /// <summary>Puts plugin, scripts and a list of plugins with all of them into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="scripts">Content by file name.</param>
    /// <returns>The list, for <see cref="NodeSettings.Manifest"/>.</returns>
    public static string Install(string folder, IReadOnlyDictionary<string, string> scripts)
    {
        string plugin = Directory.CreateDirectory(Path.Combine(folder, Id)).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "plugins", "ScriptDriver")))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }

        JsonObject manifest = new()
        {
            ["id"] = Id,
            ["version"] = "1.0.0",
            ["kind"] = "module",
            ["contracts"] = "[0.1,0.2)",
            ["requires"] = new JsonArray("HAMgm.Contracts.Scripts.IScripts"),
            ["provides"] = new JsonArray(),
        };
        File.WriteAllText(Path.Combine(plugin, "plugin.json"), manifest.ToJsonString());
        JsonNode list = JsonNode.Parse(File.ReadAllText(Product.Manifest))!;
        JsonArray plugins = list["plugins"]!.AsArray();
        plugins.Add(new JsonObject { ["id"] = Id, ["enabled"] = true, ["folder"] = plugin });
        foreach ((string name, string content) in scripts)
        {
            string file = Path.Combine(folder, name);
            File.WriteAllText(file, content);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            plugins.Add(new JsonObject { ["id"] = "lab." + Path.GetFileNameWithoutExtension(name), ["script"] = file });
        }

        string path = Path.Combine(folder, "plugins.json");
        File.WriteAllText(path, list.ToJsonString());
        return path;
    }
}
