using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>One node's own list of plugins, with the product's in it, and the fixtures that a test adds to it while the node runs.</summary>
internal sealed class LabPlugins
{
    private readonly string folder;
    private readonly JsonNode list = JsonNode.Parse(File.ReadAllText(Product.Manifest))!;

    public LabPlugins(string folder)
    {
        this.folder = Directory.CreateDirectory(folder).FullName;
        Write();
    }

    /// <summary>The list, for <see cref="NodeSettings.Manifest"/>.</summary>
    public string Manifest => Path.Combine(folder, "plugins.json");

    /// <summary>The assembly of a fixture that was added.</summary>
    public string Assembly(string id, string fixture) => Path.Combine(folder, id, $"Fixture.{fixture}.dll");

    /// <summary>Puts a fixture there and lists it: a node that runs loads it.</summary>
    public void Add(string id, string fixture, string kind, string settings)
    {
        string plugin = Directory.CreateDirectory(Path.Combine(folder, id)).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "plugins", fixture)))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)), overwrite: true);
        }

        JsonObject manifest = new() { ["id"] = id, ["version"] = "1.0.0", ["kind"] = kind, ["contracts"] = "[0.1,0.2)" };
        File.WriteAllText(Path.Combine(plugin, "plugin.json"), manifest.ToJsonString());
        list["plugins"]!.AsArray().Add(
            new JsonObject { ["id"] = id, ["enabled"] = true, ["folder"] = plugin, ["settings"] = JsonNode.Parse(settings) });
        Write();
    }

    /// <summary>Gives a fixture other settings.</summary>
    public void Set(string id, string settings)
    {
        list["plugins"]!.AsArray().Single(item => item!["id"]!.GetValue<string>() == id)!["settings"] = JsonNode.Parse(settings);
        Write();
    }

    private void Write()
    {
        File.WriteAllText(Manifest + ".new", list.ToJsonString());
        File.Move(Manifest + ".new", Manifest, overwrite: true);
    }
}
