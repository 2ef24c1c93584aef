using HAMgm.Component.Plugin.Running;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Fencing;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Hooks;

/// <summary>Runs the hooks of a point in their order, and says what they gave together.</summary>
internal sealed class HookRunner(ScriptBook book, ScriptRunner runner, Func<ScriptFacts> facts, IEventBus events, ILogger log)
{
    /// <summary>What the pipes and a kill take on top of a hook's own time.</summary>
    public static readonly TimeSpan Overhead = TimeSpan.FromSeconds(1);

    private const string Source = "component.plugin";
    private readonly HookQueue _changes = new();

    // A take-over cannot wait until an after-demote has ended.
    private readonly HookQueue _fences = new();

    // Nor behind a report of the fault that it is about.
    private readonly HookQueue _reports = new();

    /// <summary>Ends when nothing runs any more.</summary>
    public Task Drained => Task.WhenAll(_changes.Drained, _fences.Drained, _reports.Drained);

    /// <summary>Whether there is any; a fence that cannot run is one.</summary>
    public bool IsConfigured(HookPoint point) => book.HooksOf(point).Count > 0 || (point == HookPoint.Fence && book.MissingFences.Count > 0);

    /// <summary>How long all of them may take together.</summary>
    public TimeSpan GetTimeout(HookPoint point, TimeSpan killGrace) =>
        book.HooksOf(point).Aggregate(TimeSpan.Zero, (sum, hook) => sum + hook.Info.Timeout + killGrace + Overhead);

    /// <summary>Runs them.</summary>
    public Task<HookOutcome> RunAsync(HookRequest request, CancellationToken cancellationToken) =>
        QueueOf(request.Point).EnqueueAsync(() => RunNowAsync(request, cancellationToken));

    /// <summary>Runs the fence hooks.</summary>
    public async Task<FenceOutcome> FenceAsync(FenceRequest request, CancellationToken cancellationToken)
    {
        ScriptFacts told = facts() with { NodeId = request.NodeId, PeerNodeId = request.PeerNodeId, Term = request.Term };
        var change = new HookRequest(HookPoint.Fence, told, Planned: false, $"{request.NodeId} is about to take over from {request.PeerNodeId}");
        HookOutcome outcome = await RunAsync(change, cancellationToken).ConfigureAwait(false);
        return new FenceOutcome(outcome.Succeeded, outcome.Details);
    }

    private HookQueue QueueOf(HookPoint point) => point switch
    {
        HookPoint.Fence => _fences,
        HookPoint.OnFault => _reports,
        _ => _changes,
    };

    private async Task<HookOutcome> RunNowAsync(HookRequest request, CancellationToken cancellationToken)
    {
        List<string> details = request.Point == HookPoint.Fence ? [.. book.MissingFences.Select(missing => $"{missing.Key}: cannot run: {missing.Value}")] : [];
        int succeeded = 0;
        foreach (ScriptEntry hook in book.HooksOf(request.Point))
        {
            if (hook.Info.Roles.Count > 0 && !hook.Info.Roles.Contains(request.Facts.Role))
            {
                continue;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return new HookOutcome(false, Join(details, "called off"));
            }

            ScriptOutcome outcome = await runner.RunAsync(hook, request.Facts, request, null, cancellationToken).ConfigureAwait(false);
            bool isGood = outcome.Verdict == ScriptVerdict.Healthy;
            string said = outcome.Message.Length > 0 ? outcome.Message : isGood ? "done" : outcome.Verdict.ToString();
            details.Add($"{hook.Info.Id}: {said}");
            Tell(request, hook, outcome, isGood, said);
            if (isGood)
            {
                succeeded++;
            }
            else if (hook.Info.Policy == HookPolicy.Abort || outcome.Failure == ScriptFailure.Cancelled)
            {
                return new HookOutcome(false, Join(details, ""));
            }
        }

        // Of several ways to fence, one must have worked; nothing done is nothing known.
        return new HookOutcome(request.Point != HookPoint.Fence || succeeded > 0, Join(details, details.Count == 0 ? "no hook to run" : ""));
    }

    private void Tell(HookRequest request, ScriptEntry hook, ScriptOutcome outcome, bool isGood, string said)
    {
        string point = FactsJson.NameOf(request.Point);
        if (isGood)
        {
            log.Info("hook ran", ("hook", hook.Info.Id), ("point", point), ("term", request.Facts.Term.ToString()), ("ms", (long)outcome.Duration.TotalMilliseconds), ("said", said));
            if (hook.HasAlerted)
            {
                hook.HasAlerted = false;
                events.Publish(Alert(hook, AlertSeverity.Info, $"hook {hook.Info.Id} ran again ({point})", said, isOver: true));
            }

            return;
        }

        log.Warn(
            "hook failed",
            ("hook", hook.Info.Id), ("point", point), ("term", request.Facts.Term.ToString()), ("failure", outcome.Failure.ToString()), ("policy", hook.Info.Policy.ToString()), ("said", said));
        if (outcome.Failure != ScriptFailure.Cancelled)
        {
            hook.HasAlerted = true;
            events.Publish(Alert(
                hook,
                hook.Info.Policy == HookPolicy.Abort ? AlertSeverity.High : AlertSeverity.Medium,
                $"hook {hook.Info.Id} failed ({point})",
                $"{said}. Run it by hand with: hamgm-cli plugin test {hook.Info.Path}",
                isOver: false));
        }
    }

    private static AlertEvent Alert(ScriptEntry hook, AlertSeverity severity, string title, string message, bool isOver) =>
        new("hook_failed", severity, title, message, Source) { Key = $"hook_failed:{hook.Info.Id}", Resolves = isOver };

    private static string Join(List<string> details, string last) => string.Join("; ", last.Length == 0 ? details : [.. details, last]);
}
