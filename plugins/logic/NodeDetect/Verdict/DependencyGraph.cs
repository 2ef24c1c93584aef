namespace HAMgm.Logic.NodeDetect.Verdict;

/// <summary>What each check depends on, without what is unknown and without circles: both are told, and left out.</summary>
internal static class DependencyGraph
{
    public static Dictionary<string, CheckRecord[]> Resolve(Dictionary<string, CheckRecord> byId, List<string> problems)
    {
        var resolved = new Dictionary<string, CheckRecord[]>(StringComparer.Ordinal);
        foreach (var id in byId.Keys.Order(StringComparer.Ordinal))
        {
            Visit(id, [], byId, resolved, problems);
        }

        return resolved;
    }

    private static void Visit(
        string id, List<string> path, Dictionary<string, CheckRecord> byId, Dictionary<string, CheckRecord[]> resolved, List<string> problems)
    {
        if (resolved.ContainsKey(id))
        {
            return;
        }

        path.Add(id);
        var kept = new List<CheckRecord>();
        foreach (var name in byId[id].Plan.DependsOn.Distinct(StringComparer.Ordinal))
        {
            if (!byId.TryGetValue(name, out var needed))
            {
                problems.Add($"check '{id}' depends on '{name}', which does not exist: that does not count");
            }
            else if (path.Contains(name))
            {
                problems.Add($"check '{id}' depends on '{name}', which depends on it: that does not count");
            }
            else
            {
                Visit(name, path, byId, resolved, problems);
                kept.Add(needed);
            }
        }

        path.RemoveAt(path.Count - 1);
        resolved[id] = [.. kept];
    }
}
