using System.Globalization;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Probes;

/// <summary>Whether enough processes of a name run. Those seen last are looked at first: as long as they live, the others need not be.</summary>
internal sealed class ProcessProbe(string name, int minCount, string procFolder = "/proc") : IProbe
{
    // The kernel keeps no more of a name.
    private readonly string _name = name.Length > 15 ? name[..15] : name;
    private List<string> _known = [];

    public Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var alive = _known.Where(IsIt).ToList();
        if (alive.Count < minCount)
        {
            alive = Search(cancellationToken);
        }

        _known = alive;
        var shown = alive.Count == 1 ? $"{name} runs (pid {alive[0]})" : string.Create(CultureInfo.InvariantCulture, $"{alive.Count} of {name} run");
        return Task.FromResult(alive.Count >= minCount
            ? CheckOutcome.Healthy(shown, ("count", alive.Count))
            : CheckOutcome.Unhealthy(
                alive.Count == 0 ? $"no process {name} runs" : string.Create(CultureInfo.InvariantCulture, $"{shown}, {minCount} are wanted"), ("count", alive.Count)));
    }

    public void Dispose()
    {
    }

    private List<string> Search(CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories(procFolder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pid = Path.GetFileName(folder);
            if (char.IsAsciiDigit(pid[0]) && IsIt(pid))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    // A zombie bears its name still, and serves nobody.
    private bool IsIt(string pid)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(procFolder, pid, "stat"));
            var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            return open > 0 && close > open && close + 2 < stat.Length
                && stat.AsSpan(open + 1, close - open - 1).SequenceEqual(_name)
                && stat[close + 2] is not ('Z' or 'X');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
