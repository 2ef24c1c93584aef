using System.Globalization;
using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>The product with hooks at every point that the test commands by files.</summary>
internal static class HookPlugin
{
    private const string Id = "fixture.hooks";

    /// <summary>Puts the plugin, instead of the product's own hooks, and a list of plugins with it into a folder.</summary>
    /// <returns>The list, for <see cref="NodeSettings.Manifest"/>.</returns>
    public static string Install(string folder)
    {
        string plugin = Directory.CreateDirectory(Path.Combine(folder, Id)).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "hooks")))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }

        JsonObject manifest = new()
        {
            ["id"] = Id,
            ["version"] = "1.0.0",
            ["kind"] = "component",
            ["contracts"] = "[0.1,0.2)",
            ["requires"] = new JsonArray("HAMgm.Contracts.Configuration.IConfigManager"),
            ["provides"] = new JsonArray("HAMgm.Contracts.Hooks.IHooks"),
        };
        File.WriteAllText(Path.Combine(plugin, "plugin.json"), manifest.ToJsonString());
        JsonNode list = JsonNode.Parse(File.ReadAllText(Product.Manifest))!;
        JsonArray plugins = list["plugins"]!.AsArray();
        foreach (JsonNode? own in plugins.Where(static entry => entry!["id"]!.GetValue<string>() == "component.plugin").ToArray())
        {
            own!["enabled"] = false;
        }

        plugins.Add(new JsonObject { ["id"] = Id, ["enabled"] = true, ["folder"] = plugin });
        string file2 = Path.Combine(folder, "plugins.json");
        File.WriteAllText(file2, list.ToJsonString());
        return file2;
    }

    /// <summary>Whether the hooks of a point fail from now on.</summary>
    public static void Fail(Node node, string point, bool fails)
    {
        string file = Path.Combine(node.Folder, "data", "fails-" + point);
        if (fails)
        {
            File.WriteAllText(file, "");
        }
        else
        {
            File.Delete(file);
        }
    }

    /// <summary>What has run: point, term, whether it was planned.</summary>
    public static (string Point, long Term, bool Planned)[] Runs(Node node)
    {
        string file = Path.Combine(node.Folder, "data", "hooks.log");
        return !File.Exists(file) ? [] : [.. File.ReadAllLines(file).Select(static line => line.Split(' ')).Select(static words =>
            (words[0], long.Parse(words[1], CultureInfo.InvariantCulture), bool.Parse(words[2])))];
    }
}
