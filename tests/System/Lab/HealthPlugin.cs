using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>The product with one plugin more: a health check that the test commands by a file.</summary>
internal static class HealthPlugin
{
    private const string Id = "fixture.health";

    /// <summary>Puts the plugin and a list of plugins with it into a folder.</summary>
    /// <returns>The list, for <see cref="NodeSettings.Manifest"/>.</returns>
    public static string Install(string folder)
    {
        string plugin = Directory.CreateDirectory(Path.Combine(folder, Id)).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "plugins", "Health")))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }

        JsonObject manifest = new()
        {
            ["id"] = Id,
            ["version"] = "1.0.0",
            ["kind"] = "component",
            ["contracts"] = "[0.1,0.2)",
            ["requires"] = new JsonArray("HAMgm.Contracts.StateMachine.IStateMachine", "HAMgm.Contracts.Configuration.IConfigManager"),
            ["provides"] = new JsonArray(),
        };
        File.WriteAllText(Path.Combine(plugin, "plugin.json"), manifest.ToJsonString());
        JsonNode list = JsonNode.Parse(File.ReadAllText(Product.Manifest))!;
        list["plugins"]!.AsArray().Add(new JsonObject { ["id"] = Id, ["enabled"] = true, ["folder"] = plugin });
        string file2 = Path.Combine(folder, "plugins.json");
        File.WriteAllText(file2, list.ToJsonString());
        return file2;
    }

    /// <summary>Says whether the node can serve.</summary>
    public static void Say(Node node, bool isHealthy)
    {
        string file = Path.Combine(node.Folder, "data", "unhealthy");
        if (isHealthy)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllText(file, "");
        }
    }
}
