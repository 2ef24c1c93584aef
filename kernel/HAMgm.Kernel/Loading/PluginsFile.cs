using System.Text.Json;
using System.Text.Json.Nodes;

namespace HAMgm.Kernel.Loading;

/// <summary>plugins.json: which plugins run on this node, and the settings of third-party ones.</summary>
public static class PluginsFile
{
    private const string ScriptKind = "script";

    private static readonly JsonSerializerOptions WriteOptions = new() { WriteIndented = true };

    /// <summary>Reads the file.</summary>
    /// <exception cref="Lifecycle.KernelException">It is missing or wrong; names the field.</exception>
    public static PluginsFileContent Read(string path)
    {
        string fullPath = Path.GetFullPath(path);
        (JsonFile file, JsonElement root) = JsonFile.Read(fullPath);
        file.RefuseUnknown(root, "", "plugins", "dropIns");
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
            file.RefuseUnknown(item, $" of plugin '{id}'", "id", "enabled", "folder", "settings", "kind", "script");
            if (entries.Exists(e => e.Id == id))
            {
                throw file.Error($"plugin '{id}' is listed twice; remove one entry");
            }

            // Relative paths count from the file that contains them.
            string? folder = item.TryGetProperty("folder", out _)
                ? Path.GetFullPath(file.Text(item, "folder", 4096), Path.GetDirectoryName(fullPath)!)
                : null;
            string? script = item.TryGetProperty("script", out _)
                ? Path.GetFullPath(file.Text(item, "script", 4096), Path.GetDirectoryName(fullPath)!)
                : null;
            string kind = file.Text(item, "kind", 32, script is null ? "" : ScriptKind);
            if ((kind.Length > 0 && kind != ScriptKind) || (kind.Length > 0 && folder is not null))
            {
                throw file.Error($"\"kind\" of plugin '{id}' can only be \"{ScriptKind}\", and such a one has no \"folder\"; leave it out for an assembly");
            }

            string settings = file.Raw(item, "settings", JsonValueKind.Object, "{}");
            entries.Add(new PluginsFileEntry(id, file.Flag(item, "enabled", true), folder, settings, kind.Length > 0, script));
        }

        return new PluginsFileContent(entries, file.Flag(root, "dropIns", false));
    }

    /// <summary>Writes whether a plugin runs; everything else stays. The file is whole at any moment, the old one or the new.</summary>
    /// <param name="path">The file.</param>
    /// <param name="id">The plugin.</param>
    /// <param name="enabled">Whether it runs.</param>
    /// <param name="isScript">Said with a new entry, for it cannot be told from the folders.</param>
    /// <exception cref="Lifecycle.KernelException">The file is wrong, or cannot be written.</exception>
    public static void SetEnabled(string path, string id, bool enabled, bool isScript = false)
    {
        string fullPath = Path.GetFullPath(path);
        _ = Read(fullPath);
        JsonNode root = JsonNode.Parse(File.ReadAllText(fullPath))!;
        JsonArray list = root["plugins"]!.AsArray();
        if (list.FirstOrDefault(item => (string?)item!["id"] == id) is JsonObject entry)
        {
            entry["enabled"] = enabled;
        }
        else
        {
            var added = new JsonObject { ["id"] = id, ["enabled"] = enabled };
            if (isScript)
            {
                added["kind"] = ScriptKind;
            }

            list.Add((JsonNode)added);
        }

        string temporary = fullPath + ".new";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(JsonSerializer.SerializeToUtf8Bytes(root, WriteOptions));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, fullPath, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Lifecycle.KernelException.BadFile(fullPath, $"{fullPath}: cannot be written: {e.Message}", e);
        }
    }
}
