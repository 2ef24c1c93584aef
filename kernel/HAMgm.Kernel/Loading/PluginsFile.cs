using System.Text.Json;

namespace HAMgm.Kernel.Loading;

/// <summary>plugins.json: which plugins run on this node, and the settings of third-party ones.</summary>
public static class PluginsFile
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="Lifecycle.KernelException">It is missing or wrong; names the field.</exception>
    public static IReadOnlyList<PluginsFileEntry> Read(string path)
    {
        string fullPath = Path.GetFullPath(path);
        (JsonFile file, JsonElement root) = JsonFile.Read(fullPath);
        file.RefuseUnknown(root, "", "plugins");
        if (!root.TryGetProperty("plugins", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            throw file.Error("must hold \"plugins\": [ … ]");
        }

        var entries = new List<PluginsFileEntry>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw file.Error("each of \"plugins\" must be an object like { \"id\": \"logic.example\" }");
            }

            string id = file.Text(item, "id", 64);
            file.RefuseUnknown(item, $" of plugin '{id}'", "id", "enabled", "folder", "settings");
            if (entries.Exists(e => e.Id == id))
            {
                throw file.Error($"plugin '{id}' is listed twice; remove one entry");
            }

            // Relative paths count from the file that contains them.
            string? folder = item.TryGetProperty("folder", out _)
                ? Path.GetFullPath(file.Text(item, "folder", 4096), Path.GetDirectoryName(fullPath)!)
                : null;
            entries.Add(new PluginsFileEntry(id, file.Flag(item, "enabled", true), folder, file.Raw(item, "settings", JsonValueKind.Object, "{}")));
        }

        return entries;
    }
}
