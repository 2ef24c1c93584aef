using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Logic.NodeDetect.Tests;

/// <summary>Scripts that answer what the test says.</summary>
internal sealed class FakeScripts : IScripts
{
    public event Action? Changed;

    public List<ScriptInfo> Infos { get; } = [];

    public ScriptOutcome Outcome { get; set; } = new(ScriptVerdict.Healthy, ScriptFailure.None, "well", new Dictionary<string, double> { ["n"] = 1 }, TimeSpan.Zero);

    public ScriptFacts? Told { get; private set; }

    public static ScriptInfo Make(string id, ScriptPurpose purpose = ScriptPurpose.Health, int weight = 0) => new(
        id, $"/scripts/{id}.sh", purpose, "", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1, 1, weight, [], [], new Dictionary<string, object?>(), "",
        null, 0, Contracts.Hooks.HookPolicy.Abort);

    public void RaiseChanged() => Changed?.Invoke();

    public IReadOnlyList<ScriptInfo> GetScripts() => [.. Infos];

    public Task<ScriptOutcome> RunAsync(string id, ScriptFacts facts, CancellationToken cancellationToken)
    {
        Told = facts;
        return Infos.Any(i => i.Id == id)
            ? Task.FromResult(Outcome)
            : throw new HamgmException(ErrorKind.Cluster, ErrorCodes.NotFound, id, $"There is no script '{id}'.");
    }
}
