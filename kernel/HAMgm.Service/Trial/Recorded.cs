using System.Globalization;
using System.Reflection;
using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Service.Trial;

/// <summary>
/// Stands for a contract that other plugins provide in a cluster: settings and the node's state are answered from facts, everything
/// else with an error that says that there is no such thing in a trial.
/// </summary>
/// <remarks>A proxy and no class an interface: contracts grow, and a trial is to be asked about few of their operations.</remarks>
internal class Recorded : DispatchProxy
{
    private Type _contract = typeof(object);
    private Facts _facts = Facts.Read(null);
    private Dictionary<string, string> _settings = [];

    /// <summary>An object for a contract.</summary>
    public static object For(Type contract, Facts facts, Dictionary<string, string> settings)
    {
        object proxy = Create(contract, typeof(Recorded));
        var recorded = (Recorded)proxy;
        (recorded._contract, recorded._facts, recorded._settings) = (contract, facts, settings);
        return proxy;
    }

    /// <summary>The settings of a plugin: the defaults of its schema, and what the facts say instead.</summary>
    public static Dictionary<string, string> SettingsOf(string schema, Facts facts)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["node.id"] = facts.NodeId };
        using JsonDocument document = JsonDocument.Parse(schema);
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            settings[entry.GetProperty("key").GetString()!] = entry.TryGetProperty("default", out JsonElement value) ? value.ToString() : "";
        }

        foreach ((string key, string value) in facts.Settings)
        {
            settings[key] = value;
        }

        return settings;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        string key = args is [string text, ..] ? text : "";
        return targetMethod!.Name switch
        {
            "GetString" => Setting(key),
            "GetInt" => int.Parse(Setting(key), CultureInfo.InvariantCulture),
            "GetBool" => Setting(key) == "true",
            "GetDuration" => Duration(key, Setting(key)),
            "GetPath" => Setting(key).Length == 0 ? "" : Path.GetFullPath(Setting(key)),
            "GetList" => (IReadOnlyList<string>)Setting(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            "GetAll" => (IReadOnlyDictionary<string, string>)_settings,
            "WatchConfig" => new MemoryStream(),
            "GetCurrentState" => _facts.Role,
            "GetNodeStatus" => Status(),
            "GetHistory" => (IReadOnlyList<StateTransition>)[],
            _ => throw new HamgmException(
                ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _contract.FullName!,
                $"there is no {_contract.Name}.{targetMethod.Name} outside a cluster: a trial has settings and the node's state only"),
        };
    }

    private string Setting(string key) => _settings.TryGetValue(key, out string? value)
        ? value
        : throw new HamgmException(ErrorKind.Configuration, ErrorCodes.NotFound, key, $"'{key}' is no key of this plugin's settings, and the facts do not have it");

    private static TimeSpan Duration(string key, string text)
    {
        (double unit, int length) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (1.0, 2),
            _ when text.EndsWith('s') => (1000.0, 1),
            _ when text.EndsWith('m') => (60_000.0, 1),
            _ when text.EndsWith('h') => (3_600_000.0, 1),
            _ => (0.0, 0),
        };
        return unit > 0 && double.TryParse(text[..^length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? TimeSpan.FromMilliseconds(number * unit)
            : throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, key, $"'{key}' is '{text}', which is no duration like 100ms, 5s or 2m");
    }

    private NodeStatus Status() => new()
    {
        State = _facts.Role,
        Term = new Epoch(_facts.Term),
        HoldsVip = _facts.HoldsVip,
        LeaseRemaining = TimeSpan.Zero,
        PromiseRemaining = TimeSpan.Zero,
        Witness = "none",
        WitnessAge = null,
        LastRuleId = "TRIAL",
        Reason = "recorded",
        NotEligibleBecause = "",
        PeerHeard = _facts.PeerHeard,
        PeerState = _facts.PeerState,
        PeerTerm = new Epoch(_facts.Term),
        PeerHolds = _facts.PeerState == NodeState.Primary,
        PeerAge = null,
        IsHealthy = true,
        HealthDetails = "",
        Warnings = [],
        LoopJitter = TimeSpan.Zero,
    };
}
