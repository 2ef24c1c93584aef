using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Scripts;
using HAMgm.Logic.NodeDetect.Settings;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>A script, run by component.plugin, which bounds and kills it.</summary>
internal sealed class ScriptProbe(string id, IScripts scripts, ScriptFactsSource facts) : IProbe
{
    // It waits in its lane's queue, whose thread does the rest.
    public bool StartsAtOnce => true;

    public async Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await scripts.RunAsync(id, facts.Read(), cancellationToken).ConfigureAwait(false);
            var message = outcome.Failure is ScriptFailure.None || outcome.Message.Length > 0 ? outcome.Message : outcome.Failure.ToString();
            return new CheckOutcome((CheckLevel)outcome.Verdict, CheckOutcome.OneLine(message), outcome.Metrics);
        }
        catch (HamgmException error)
        {
            return CheckOutcome.Unhealthy(error.Message);
        }
    }

    public void Dispose()
    {
    }
}
