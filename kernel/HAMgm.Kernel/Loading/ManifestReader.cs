using System.Text.Json;
using System.Text.RegularExpressions;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Loading;

/// <summary>Reads and checks a plugin.json.</summary>
public static partial class ManifestReader
{
    /// <summary>Reads the manifest in a plugin's folder.</summary>
    /// <exception cref="Lifecycle.KernelException">It is missing or wrong; names the file, the field and what to write.</exception>
    public static PluginManifest Read(string folder)
    {
        string fullFolder = Path.GetFullPath(folder);
        (JsonFile file, JsonElement root) = JsonFile.Read(Path.Combine(fullFolder, PluginManifest.FileName));
        file.RefuseUnknown(
            root, "", "id", "version", "kind", "contracts", "requires", "provides", "critical", "description", "assembly", "script", "bootstrap", "settings");

        string id = file.Text(root, "id", 64);
        if (!IsValidId(id))
        {
            throw file.Error($"id '{id}' must be lower-case words joined by dots, e.g. acme.backup");
        }

        string version = file.Text(root, "version", 32);
        string window = file.Text(root, "contracts", 64);
        if (!VersionWindow.TryParse(window, out VersionWindow? contracts))
        {
            throw file.Error($"contracts '{window}' is not a version window; write for example \"[0.1,0.2)\"");
        }

        string? assembly = root.TryGetProperty("assembly", out _) ? file.Text(root, "assembly", 128) : null;
        if (assembly is not null && (Path.GetFileName(assembly) != assembly || !assembly.EndsWith(".dll", StringComparison.Ordinal)))
        {
            throw file.Error($"assembly '{assembly}' must be the name of a .dll in the plugin's folder");
        }

        PluginKind kind = Kind(file, root);
        return new PluginManifest
        {
            Info = new PluginInfo(
                id, version, kind, file.Flag(root, "critical", false), fullFolder, file.Text(root, "description", 512, "")),
            Contracts = contracts,
            Requires = [.. file.Texts(root, "requires").Select(name => Required(file, name)), .. kind == PluginKind.Script ? [Requirement.OfRuntime] : Array.Empty<Requirement>()],
            Provides = [.. file.Texts(root, "provides").Select(name => Contract(file, "provides", name))],
            Assembly = assembly,
            Script = Script(file, root, kind, fullFolder),
            IsBootstrap = file.Flag(root, "bootstrap", false),
            SettingsSchema = file.Raw(root, "settings", JsonValueKind.Array, "[]"),
        };
    }

    /// <summary>Whether a text can be a plugin's id.</summary>
    public static bool IsValidId(string id) => id.Length is > 0 and <= 64 && IdPattern().IsMatch(id);

    private static PluginKind Kind(JsonFile file, JsonElement root)
    {
        string kind = file.Text(root, "kind", 32);
        return kind switch
        {
            "module" => PluginKind.Module,
            "component" => PluginKind.Component,
            "executable" => PluginKind.Executable,
            "script" => PluginKind.Script,
            _ => throw file.Error($"kind '{kind}' must be module, component, executable or script"),
        };
    }

    private static string? Script(JsonFile file, JsonElement root, PluginKind kind, string folder)
    {
        bool isNamed = root.TryGetProperty("script", out _);
        if (isNamed != (kind == PluginKind.Script))
        {
            throw file.Error(isNamed ? "'script' is for kind script alone" : "kind script needs 'script': the name of its file in the plugin's folder");
        }

        string name = isNamed ? file.Text(root, "script", 128) : "";
        return !isNamed
            ? null
            : Path.GetFileName(name) == name && name.Length > 0 ? Path.Combine(folder, name) : throw file.Error($"script '{name}' must be the name of a file in the plugin's folder");
    }

    private static Requirement Required(JsonFile file, string name)
    {
        bool isOptional = name.EndsWith('?');
        return new Requirement(Contract(file, "requires", isOptional ? name[..^1] : name), isOptional);
    }

    // Only types of Contracts cross between plugins: any other would pin the context of the plugin that defines it.
    private static Type Contract(JsonFile file, string field, string name)
    {
        Type? type = typeof(IModule).Assembly.GetType(name, throwOnError: false);
        return type is { IsInterface: true }
            ? type
            : throw file.Error($"{field} names '{name}', which is no interface of HAMgm.Contracts; write its full name");
    }

    [GeneratedRegex("^[a-z][a-z0-9-]*([.][a-z0-9][a-z0-9-]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
