using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;

namespace HAMgm.Contracts.Scripts;

/// <summary>What a script declares of itself, in plugins.json or in its header comment.</summary>
/// <param name="Id">Its plugin id, one among all plugins.</param>
/// <param name="Path">Full path of the file.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Description">One line for an operator.</param>
/// <param name="Interval">Between the beginnings of two runs of a health check.</param>
/// <param name="Timeout">After this it is killed.</param>
/// <param name="Rise">Runs in a row that must pass before a failed check has passed, 1 … 100.</param>
/// <param name="Fall">Runs in a row that must fail before a passed check has failed, 1 … 100.</param>
/// <param name="Weight">
/// What a failed check takes from the node's priority, 0 … 254 (a degraded one half of it); 0: its failure makes the node unhealthy.
/// </param>
/// <param name="Roles">The states in which it runs; empty for all.</param>
/// <param name="DependsOn">Checks that must pass before this one counts; while one has failed, this one is not run.</param>
/// <param name="Parameters">Its parameters; what JSON can express.</param>
/// <param name="RunAs">The user that it runs as; empty for the service's own.</param>
/// <param name="Hook">At which change it runs; null for what is no hook.</param>
/// <param name="Order">Hooks of one point run from the lowest to the highest, then by id.</param>
/// <param name="Policy">What follows when a hook fails.</param>
public sealed record ScriptInfo(
    string Id,
    string Path,
    ScriptPurpose Purpose,
    string Description,
    TimeSpan Interval,
    TimeSpan Timeout,
    int Rise,
    int Fall,
    int Weight,
    IReadOnlyList<NodeState> Roles,
    IReadOnlyList<string> DependsOn,
    IReadOnlyDictionary<string, object?> Parameters,
    string RunAs,
    HookPoint? Hook,
    int Order,
    HookPolicy Policy);
