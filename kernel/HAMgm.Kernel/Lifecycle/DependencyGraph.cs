using HAMgm.Kernel.Loading;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>Who needs whom, from <c>requires</c> and <c>provides</c> of the manifests; nothing is loaded for it.</summary>
internal sealed class DependencyGraph
{
    private readonly List<PluginRecord> _records;
    private readonly Dictionary<Type, PluginRecord> _providers = [];

    /// <exception cref="KernelException">Two plugins provide the same contract.</exception>
    public DependencyGraph(IEnumerable<PluginRecord> records)
    {
        _records = [.. records.OrderBy(record => record.Id, StringComparer.Ordinal)];
        foreach (PluginRecord record in _records)
        {
            foreach (Type contract in record.Manifest.Provides)
            {
                if (!_providers.TryAdd(contract, record) && _providers[contract] != record)
                {
                    throw new KernelException(
                        record.Id,
                        $"plugins '{_providers[contract].Id}' and '{record.Id}' both provide {contract.FullName}; disable one of them in plugins.json") { IsPermanent = true };
                }
            }
        }
    }

    /// <summary>Every contract that is required must be provided.</summary>
    /// <param name="all">All plugins that were found, to say which one would help.</param>
    /// <exception cref="KernelException">Names each plugin whose provider is missing.</exception>
    public void RequireProviders(IReadOnlyList<PluginRecord> all)
    {
        var missing = new List<string>();
        string? first = null;
        // One that a runtime has found is there as long as the runtime is: without it, it waits.
        foreach (PluginRecord record in _records.Where(record => record.Manifest.FoundStamp is null))
        {
            foreach (Requirement requirement in record.Manifest.Requires)
            {
                if (!requirement.IsOptional && !_providers.ContainsKey(requirement.Contract))
                {
                    first ??= record.Id;
                    missing.Add($"plugin '{record.Id}' requires {requirement.Contract.FullName}, {Hint(requirement.Contract, all)}");
                }
            }
        }

        if (missing.Count > 0)
        {
            throw new KernelException(first!, "missing provider: " + string.Join("; ", missing)) { IsPermanent = true };
        }
    }

    /// <summary>What a critical plugin requires is critical itself.</summary>
    public void SpreadCriticality()
    {
        foreach (PluginRecord record in _records)
        {
            record.IsCritical = record.Manifest.Info.Critical;
        }

        var toVisit = new Stack<PluginRecord>(_records.Where(record => record.IsCritical));
        while (toVisit.TryPop(out PluginRecord? record))
        {
            foreach (Requirement requirement in record.Manifest.Requires)
            {
                if (!requirement.IsOptional
                    && _providers.TryGetValue(requirement.Contract, out PluginRecord? provider)
                    && !provider.IsCritical)
                {
                    provider.IsCritical = true;
                    toVisit.Push(provider);
                }
            }
        }
    }

    /// <summary>Providers before those who require them; by id where that leaves a choice.</summary>
    /// <exception cref="KernelException">A cycle; names the plugins in it and the contracts between them.</exception>
    public IReadOnlyList<PluginRecord> Order()
    {
        var order = new List<PluginRecord>(_records.Count);
        var finished = new HashSet<PluginRecord>();
        var path = new List<PluginRecord>();
        foreach (PluginRecord record in _records)
        {
            Visit(record, order, finished, path);
        }

        return order;
    }

    private void Visit(PluginRecord record, List<PluginRecord> order, HashSet<PluginRecord> finished, List<PluginRecord> path)
    {
        if (finished.Contains(record))
        {
            return;
        }

        int seen = path.IndexOf(record);
        if (seen >= 0)
        {
            throw CycleError([.. path[seen..], record]);
        }

        path.Add(record);
        foreach (PluginRecord provider in ProvidersOf(record).Select(need => need.Provider).Distinct().OrderBy(p => p.Id, StringComparer.Ordinal))
        {
            Visit(provider, order, finished, path);
        }

        path.RemoveAt(path.Count - 1);
        finished.Add(record);
        order.Add(record);
    }

    private IEnumerable<(Type Contract, PluginRecord Provider)> ProvidersOf(PluginRecord record)
    {
        foreach (Requirement requirement in record.Manifest.Requires)
        {
            if (_providers.TryGetValue(requirement.Contract, out PluginRecord? provider))
            {
                yield return (requirement.Contract, provider);
            }
        }
    }

    private KernelException CycleError(List<PluginRecord> cycle)
    {
        IEnumerable<string> steps = cycle.Zip(cycle.Skip(1), (from, to) =>
            $"'{from.Id}' requires {ProvidersOf(from).First(need => need.Provider == to).Contract.Name} of '{to.Id}'");
        return new KernelException(
            cycle[0].Id,
            $"dependency cycle: {string.Join(", ", steps)}; remove one of these requirements, or talk over the event bus") { IsPermanent = true };
    }

    private static string Hint(Type contract, IReadOnlyList<PluginRecord> all)
    {
        PluginRecord? candidate = all.FirstOrDefault(record => record.Manifest.Provides.Contains(contract));
        return candidate is null
            ? "which no plugin that was found provides; install one"
            : candidate.Status.State == Contracts.Kernel.ModuleState.NotSupported
                ? $"which '{candidate.Id}' would provide, but {candidate.Status.Reason}"
                : $"which '{candidate.Id}' provides, but that does not run; enable it in plugins.json";
    }
}
