using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Scripts;
using HAMgm.Logic.NodeDetect.Probes;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Settings;

/// <summary>Which checks this node has: those of detect.checks, and the scripts whose purpose is health.</summary>
internal sealed class CheckSource(IConfigManager config, IScripts? scripts, ScriptFactsSource facts, ILogger log)
{
    /// <summary>The prefix of the settings that it reads.</summary>
    public const string Prefix = "detect.";

    // A cable is in or out: one look is enough to believe that it is out.
    private const int FallOfEvents = 1;

    /// <summary>All of them as they are now; cheap when there are none.</summary>
    public IReadOnlyList<(CheckPlan Plan, Func<IProbe> MakeProbe)> Read()
    {
        var checks = new List<(CheckPlan, Func<IProbe>)>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in config.GetMaps("detect.checks"))
        {
            var spec = new CheckSpec(item);
            ids.Add(spec.Id);
            checks.Add((PlanOf(spec), ProbeFactory.For(spec)));
        }

        foreach (var script in HealthScripts())
        {
            if (ids.Add(script.Id))
            {
                checks.Add((PlanOf(script), () => new ScriptProbe(script.Id, scripts!, facts)));
            }
            else
            {
                log.Warn("a script has the id of a check in detect.checks and is not run as a check", ("id", script.Id));
            }
        }

        return checks;
    }

    private IEnumerable<ScriptInfo> HealthScripts() => scripts is null
        ? []
        : scripts.GetScripts().Where(s => s.Purpose == ScriptPurpose.Health).OrderBy(s => s.Id, StringComparer.Ordinal);

    private CheckPlan PlanOf(CheckSpec spec)
    {
        var isEventDriven = spec.Type == "interface";
        var plan = new CheckPlan
        {
            Id = spec.Id,
            Type = spec.Type,
            Interval = spec.Duration("interval") ?? config.GetDuration("detect.interval"),
            Timeout = spec.Duration("timeout") ?? config.GetDuration("detect.timeout"),
            Rise = spec.Number("rise") ?? config.GetInt("detect.rise"),
            Fall = spec.Number("fall") ?? (isEventDriven ? FallOfEvents : config.GetInt("detect.fall")),
            Weight = spec.Number("weight") ?? 0,
            DependsOn = spec.List("depends_on"),
            Roles = spec.Roles(),
            IsEventDriven = isEventDriven,
            Signature = "",
        };
        return plan with { Signature = Sign(plan, spec.Text) };
    }

    private static CheckPlan PlanOf(ScriptInfo script)
    {
        var plan = new CheckPlan
        {
            Id = script.Id,
            Type = "script",
            Interval = script.Interval,

            // The runtime kills it at its time-out and says so; this deadline is for a runtime that does not answer.
            Timeout = script.Timeout + TimeSpan.FromSeconds(1),
            Rise = script.Rise,
            Fall = script.Fall,
            Weight = script.Weight,
            DependsOn = script.DependsOn,
            Roles = script.Roles,
            Signature = "",
        };
        return plan with { Signature = Sign(plan, $"{script.Path} {string.Join(',', script.DependsOn)} {string.Join(',', script.Roles)}") };
    }

    private static string Sign(CheckPlan plan, string text) => string.Create(
        CultureInfo.InvariantCulture, $"{plan.Interval.Ticks} {plan.Timeout.Ticks} {plan.Rise} {plan.Fall} {plan.Weight} {text}");
}
