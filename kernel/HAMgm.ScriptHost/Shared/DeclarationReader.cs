using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Scripts;

/// <summary>Makes a declaration of what a header and plugins.json say; the latter wins. All errors are found at once.</summary>
internal sealed class DeclarationReader
{
    private const int MaxParameters = 64;
    private const int MaxText = 1024;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly string[] Keys =
        ["purpose", "id", "description", "interval", "timeout", "rise", "fall", "weight", "roles", "depends-on", "user", "group", "hook", "order", "policy", "parameters", "parameter.<name>"];

    private readonly Dictionary<string, Declared> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _parameters = new(StringComparer.Ordinal);
    private readonly List<string> _errors;

    private DeclarationReader(List<string> errors) => _errors = errors;

    /// <summary>Reads a script's declaration.</summary>
    /// <param name="id">Its id; null to take the header's, or the one that its file's name makes.</param>
    /// <param name="path">Its file.</param>
    /// <param name="header">What its header says.</param>
    /// <param name="settings">What plugins.json says.</param>
    /// <param name="errors">Gets what is wrong: where, which key, and what to write.</param>
    public static ScriptDeclaration Read(string? id, string path, IReadOnlyList<Declared> header, IReadOnlyDictionary<string, object?> settings, List<string> errors)
    {
        var reader = new DeclarationReader(errors);
        foreach (Declared declared in header)
        {
            reader.Take(declared, isFromHeader: true);
        }

        foreach ((string key, object? value) in settings)
        {
            reader.Take(new Declared(key, value ?? "", "plugins.json"), isFromHeader: false);
        }

        return reader.Make(id, path);
    }

    private void Take(Declared declared, bool isFromHeader)
    {
        string key = declared.Key switch { "dependsOn" or "depends_on" => "depends-on", _ => declared.Key };
        if (declared.Value is null)
        {
            TakeWord(declared);
        }
        else if (key.StartsWith("parameter.", StringComparison.Ordinal) && key.Length > "parameter.".Length)
        {
            _parameters[key["parameter.".Length..]] = declared.Value is string text ? Guess(text) : declared.Value;
        }
        else if (key == "parameters")
        {
            TakeParameters(declared);
        }
        else if (!Keys.Contains(key))
        {
            _errors.Add($"{declared.Where}: {declared.Key}: unknown; known are {string.Join(", ", Keys)}");
        }
        else if (isFromHeader && _values.ContainsKey(key))
        {
            _errors.Add($"{declared.Where}: {key}: given twice; leave one out");
        }
        else
        {
            _values[key] = declared with { Key = key };
        }
    }

    private void TakeWord(Declared declared)
    {
        if (declared.Key is "health" or "hook" or "command")
        {
            _values["purpose"] = new Declared("purpose", declared.Key, declared.Where);
        }
        else
        {
            _errors.Add($"{declared.Where}: {declared.Key}: a word by itself is health, hook or command; everything else is key=value");
        }
    }

    private void TakeParameters(Declared declared)
    {
        if (declared.Value is not IReadOnlyDictionary<string, object?> given)
        {
            _errors.Add($"{declared.Where}: parameters: must be an object; in a header write parameter.<name>=value");
            return;
        }

        foreach ((string name, object? value) in given)
        {
            _parameters[name] = value;
        }
    }

    private ScriptDeclaration Make(string? id, string path)
    {
        HookPoint? hook = Hook();
        ScriptPurpose purpose = Purpose(path, hook);
        if (purpose == ScriptPurpose.Hook && hook is null && !_values.ContainsKey("hook"))
        {
            _errors.Add($"{path}: hook: missing; say at which change it runs, e.g. hook=after-promote");
        }

        if (_parameters.Count > MaxParameters)
        {
            _errors.Add($"{path}: parameters: {_parameters.Count} are too many; at most {MaxParameters}");
        }

        var info = new ScriptInfo(
            id ?? Text("id", ScriptNames.IdOf(path)),
            path,
            purpose,
            Text("description", ""),
            Duration("interval", TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100), Day),
            Duration("timeout", purpose == ScriptPurpose.Health ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            Number("rise", 2, 1, 100),
            Number("fall", 3, 1, 100),
            Number("weight", 0, 0, 254),
            [.. List("roles").Select(Role).OfType<NodeState>()],
            List("depends-on"),
            _parameters,
            Text("user", ""),
            purpose == ScriptPurpose.Hook ? hook ?? HookPoint.OnFault : null,
            Number("order", ScriptNames.OrderOf(path), 0, 9999),
            Policy());
        return new ScriptDeclaration(info, Text("group", ""), ScriptNames.IsJavaScript(path));
    }

    private ScriptPurpose Purpose(string path, HookPoint? hook)
    {
        string folder = Path.GetFileName(Path.GetDirectoryName(path)) ?? "";
        string otherwise = hook is not null || folder == "hooks" ? "hook" : folder == "health" ? "health" : "command";
        string purpose = Text("purpose", otherwise);
        switch (purpose)
        {
            case "health":
                return ScriptPurpose.Health;
            case "hook":
                return ScriptPurpose.Hook;
            case "command":
                return ScriptPurpose.Command;
            default:
                Wrong("purpose", "must be health, hook or command");
                return ScriptPurpose.Command;
        }
    }

    private HookPoint? Hook()
    {
        switch (Text("hook", ""))
        {
            case "":
                return null;
            case "before-promote":
                return HookPoint.BeforePromote;
            case "after-promote":
                return HookPoint.AfterPromote;
            case "before-demote":
                return HookPoint.BeforeDemote;
            case "after-demote":
                return HookPoint.AfterDemote;
            case "on-fault":
                return HookPoint.OnFault;
            case "fence":
                return HookPoint.Fence;
            default:
                Wrong("hook", "must be before-promote, after-promote, before-demote, after-demote, on-fault or fence");
                return null;
        }
    }

    private HookPolicy Policy()
    {
        switch (Text("policy", "abort"))
        {
            case "abort":
                return HookPolicy.Abort;
            case "continue":
                return HookPolicy.Continue;
            default:
                Wrong("policy", "must be abort or continue");
                return HookPolicy.Abort;
        }
    }

    private NodeState? Role(string role)
    {
        if (Enum.TryParse(role, ignoreCase: true, out NodeState state) && Enum.IsDefined(state) && !char.IsAsciiDigit(role[0]))
        {
            return state;
        }

        Wrong("roles", $"'{role}' is no state; known are {string.Join(", ", Enum.GetNames<NodeState>()).ToLowerInvariant()}");
        return null;
    }

    private string Text(string key, string otherwise)
    {
        if (!_values.TryGetValue(key, out Declared? declared))
        {
            return otherwise;
        }

        string text = Convert.ToString(declared.Value, CultureInfo.InvariantCulture) ?? "";
        if (text.Length <= MaxText && declared.Value is not (IReadOnlyDictionary<string, object?> or System.Collections.IList))
        {
            return text;
        }

        Wrong(key, $"must be a text of at most {MaxText} characters");
        return otherwise;
    }

    private IReadOnlyList<string> List(string key)
    {
        if (!_values.TryGetValue(key, out Declared? declared))
        {
            return [];
        }

        IEnumerable<string> items = declared.Value is System.Collections.IEnumerable list and not string
            ? list.Cast<object?>().Select(item => item as string ?? "")
            : Text(key, "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] all = [.. items];
        if (all.Contains(""))
        {
            Wrong(key, "must be a list of texts");
        }

        return [.. all.Where(item => item.Length > 0)];
    }

    private int Number(string key, int otherwise, int least, int most)
    {
        if (!_values.ContainsKey(key))
        {
            return otherwise;
        }

        if (int.TryParse(Text(key, ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(key, $"must be a whole number from {least} to {most}");
        return otherwise;
    }

    private TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (!_values.ContainsKey(key))
        {
            return otherwise;
        }

        if (TryParseDuration(Text(key, "")) is { } duration && duration >= least && duration <= most)
        {
            return duration;
        }

        Wrong(key, $"must be a duration like 500ms, 5s or 1m, from {Show(least)} to {Show(most)}");
        return otherwise;
    }

    private static TimeSpan? TryParseDuration(string text)
    {
        foreach ((string unit, double milliseconds) in ((string, double)[])[("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)])
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number * milliseconds <= TimeSpan.MaxValue.TotalMilliseconds / 2)
            {
                return TimeSpan.FromMilliseconds(number * milliseconds);
            }
        }

        return null;
    }

    private static string Show(TimeSpan duration) =>
        duration < TimeSpan.FromSeconds(1) ? $"{duration.TotalMilliseconds:0}ms" : duration < TimeSpan.FromHours(1) ? $"{duration.TotalSeconds:0}s" : $"{duration.TotalHours:0}h";

    // In a header all is text; 10 and true are meant as what they look like.
    private static object Guess(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        _ when double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) => number,
        _ => text,
    };

    private void Wrong(string key, string message)
    {
        Declared? declared = _values.GetValueOrDefault(key);
        string error = $"{declared?.Where ?? "plugins.json"}: {key}: {message}";
        if (!_errors.Contains(error))
        {
            _errors.Add(error);
        }
    }
}
