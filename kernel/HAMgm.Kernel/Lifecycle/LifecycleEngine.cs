using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Loading;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>
/// Starts, stops and exchanges plugins together with those that depend on them. One operation at a time: a plugin that waits
/// inside its own Start or Stop for an operation on the kernel runs into its deadline.
/// </summary>
internal sealed class LifecycleEngine(KernelOptions options, PluginRegistry registry, PluginRunner runner, Supervisor supervisor) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isStopped;

    public void Dispose() => _gate.Dispose();

    /// <summary>Composes plugins without starting them.</summary>
    public Task ComposeAsync(IReadOnlyList<PluginRecord> order, CancellationToken cancellationToken) => ExclusiveAsync(
        async () =>
        {
            foreach (PluginRecord record in order)
            {
                if (await runner.LoadAsync(record, cancellationToken).ConfigureAwait(false) is { } failure)
                {
                    throw failure;
                }
            }
        },
        cancellationToken);

    /// <summary>Starts plugins in this order. When a critical one fails, all that runs is stopped and its error thrown.</summary>
    public Task StartAsync(IReadOnlyList<PluginRecord> order, CancellationToken cancellationToken) => ExclusiveAsync(
        async () =>
        {
            try
            {
                await StartInOrderAsync(order, cancellationToken).ConfigureAwait(false);
            }
            catch (KernelException e)
            {
                await StopInOrderAsync(Loaded(), $"start was given up: {e.Message}").ConfigureAwait(false);
                throw;
            }
        },
        cancellationToken);

    /// <summary>Stops everything, the one started last first.</summary>
    public Task StopAllAsync(string reason) => ExclusiveAsync(
        async () =>
        {
            _isStopped = true;
            await StopInOrderAsync(Loaded(), reason).ConfigureAwait(false);
        },
        CancellationToken.None);

    /// <summary>Starts one plugin by an operator's wish, and those that waited for it.</summary>
    public Task StartOneAsync(PluginRecord record, CancellationToken cancellationToken) => StartOneAsync(record, startOthers: true, cancellationToken);

    private Task StartOneAsync(PluginRecord record, bool startOthers, CancellationToken cancellationToken) => ExclusiveAsync(
        async () =>
        {
            if (record.State == ModuleState.Running)
            {
                return;
            }

            if (record.State == ModuleState.NotSupported)
            {
                throw KernelException.Conflict(record.Id, $"plugin '{record.Id}' cannot run: {record.Status.Reason}");
            }

            bool wasWanted = record.IsWanted;
            record.IsWanted = true;
            if (await runner.StartAsync(record, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                record.IsWanted = wasWanted;
                throw failure;
            }

            if (startOthers)
            {
                await StartWaitingAsync(cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Starts a plugin that lies in its folder and did not run, and those that waited for it.</summary>
    /// <exception cref="KernelException">It does not fit, or does not start.</exception>
    public async Task AddAsync(PluginRecord record, PluginManifest manifest, string settingsJson, bool startOthers, CancellationToken cancellationToken)
    {
        await ExclusiveAsync(
            () =>
            {
                Swap(record, record.Manifest, manifest);
                record.SettingsJson = settingsJson;
                if (record.State == ModuleState.NotSupported)
                {
                    registry.Move(record, ModuleState.Discovered);
                }

                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        await StartOneAsync(record, startOthers, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops one plugin by an operator's wish, its dependents first.</summary>
    public Task StopOneAsync(PluginRecord record, bool unload, CancellationToken cancellationToken) => ExclusiveAsync(
        async () =>
        {
            if (record.Instance is not null)
            {
                IReadOnlyList<PluginRecord> dependents = registry.Dependents(record);
                RefuseIfCritical(record, [record, .. dependents]);
                await StopInOrderAsync(dependents, $"waits for '{record.Id}', which was stopped").ConfigureAwait(false);

                // Others may hold exports of a component, which does not come back to life; a module may.
                bool keepInstance = !unload && record.Manifest.Info.Kind == PluginKind.Module;
                await runner.StopAsync(record, "stopped on request", keepInstance).ConfigureAwait(false);
            }

            else if (record.State == ModuleState.Faulted)
            {
                registry.Move(record, ModuleState.Stopped, "stopped on request");
            }

            record.IsWanted = false;
            if (unload)
            {
                registry.Move(record, ModuleState.Unloaded, "unloaded on request");
            }
        },
        cancellationToken);

    /// <summary>Throws when a plugin may not be stopped now.</summary>
    /// <exception cref="KernelException">It, or one that depends on it, is critical, and this node must go on.</exception>
    public void RefuseToStop(PluginRecord record) => RefuseIfCritical(record, [record, .. registry.Dependents(record)]);

    /// <summary>Exchanges a plugin for what lies in its folder now. Nothing is stopped before the new manifest is known to fit and the new assembly to be whole.</summary>
    /// <param name="record">The plugin.</param>
    /// <param name="settingsJson">Its settings from now on; null to keep them.</param>
    /// <param name="found">Its manifest, of one that has no folder of its own; null for what it was.</param>
    /// <param name="cancellationToken">Ends the waiting for its start.</param>
    public Task ReloadAsync(PluginRecord record, string? settingsJson, PluginManifest? found, CancellationToken cancellationToken) => ExclusiveAsync(
        async () =>
        {
            if (record.IsOfHost)
            {
                throw KernelException.Conflict(record.Id, $"'{record.Id}' is part of the host and has no folder to reload it from");
            }

            PluginManifest old = record.Manifest;
            PluginManifest changed = old.FoundStamp is null ? ManifestReader.Read(old.Info.Folder) : found ?? old;
            if (changed.Script is null)
            {
                PluginAssembly.RefuseIncomplete(changed);
            }

            IReadOnlyList<PluginRecord> dependents = registry.Dependents(record);
            RefuseIfCritical(record, [record, .. dependents]);
            Swap(record, old, changed);
            record.SettingsJson = settingsJson ?? record.SettingsJson;
            await StopInOrderAsync(dependents, $"waits for '{record.Id}', which is being reloaded").ConfigureAwait(false);
            await runner.StopAsync(record, "being reloaded", keepInstance: false).ConfigureAwait(false);
            record.IsWanted = true;
            if (await runner.StartAsync(record, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                await FailedAsync(record, failure).ConfigureAwait(false);
                throw failure;
            }

            await StartWaitingAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Stops a plugin that failed, and its dependents. A critical dependent (it can be an optional one only) goes on with what it has.</summary>
    /// <returns>How long it had run; null when the report is about an instance that is gone.</returns>
    public async Task<TimeSpan?> QuarantineAsync(PluginRecord record, PluginServices services, string reason)
    {
        TimeSpan? ranFor = null;
        await ExclusiveAsync(
            async () =>
            {
                if (_isStopped || record.Services != services || record.Instance is null)
                {
                    return;
                }

                ranFor = record.State == ModuleState.Running ? options.TimeProvider.GetElapsedTime(record.RunningSince) : TimeSpan.Zero;
                IEnumerable<PluginRecord> dependents = registry.Dependents(record).Where(dependent => !dependent.IsCritical);
                await StopInOrderAsync(dependents, $"waits for '{record.Id}', which failed").ConfigureAwait(false);
                await runner.StopAsync(record, reason, keepInstance: false, ModuleState.Faulted).ConfigureAwait(false);
                await StartWaitingAsync(CancellationToken.None).ConfigureAwait(false);
            },
            CancellationToken.None).ConfigureAwait(false);
        return ranFor;
    }

    /// <summary>Starts a plugin again after its back-off, and those that waited for it.</summary>
    public Task RecoverAsync(PluginRecord record) => ExclusiveAsync(
        async () =>
        {
            if (_isStopped || !record.IsWanted || record.State != ModuleState.Faulted)
            {
                return;
            }

            record.Status = record.Status with { Restarts = record.Status.Restarts + 1 };
            if (await runner.StartAsync(record, CancellationToken.None).ConfigureAwait(false) is { } failure)
            {
                await FailedAsync(record, failure).ConfigureAwait(false);
                return;
            }

            await StartWaitingAsync(CancellationToken.None).ConfigureAwait(false);
        },
        CancellationToken.None);

    /// <summary>Runs something while no plugin changes.</summary>
    public async Task ExclusiveAsync(Func<Task> operation, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await operation().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task StartInOrderAsync(IReadOnlyList<PluginRecord> order, CancellationToken cancellationToken)
    {
        foreach (PluginRecord record in order)
        {
            if (record.State == ModuleState.Running)
            {
                continue;
            }

            if (WaitsFor(record) is { } waits && !record.IsCritical)
            {
                registry.Move(record, ModuleState.Stopped, waits);
                continue;
            }

            if (await runner.StartAsync(record, cancellationToken).ConfigureAwait(false) is not { } failure)
            {
                continue;
            }

            if (record.IsCritical || cancellationToken.IsCancellationRequested)
            {
                throw failure;
            }

            supervisor.StartFailed(record, failure);
        }
    }

    // Those that were stopped because of another, and can run again.
    private async Task StartWaitingAsync(CancellationToken cancellationToken)
    {
        PluginRecord[] wanted = [.. registry.All.Where(record => record.IsWanted && record.State is not (ModuleState.Faulted or ModuleState.NotSupported))];
        foreach (PluginRecord record in new DependencyGraph(wanted).Order())
        {
            if (record.State != ModuleState.Running
                && WaitsFor(record) is null
                && await runner.StartAsync(record, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                await FailedAsync(record, failure).ConfigureAwait(false);
            }
        }
    }

    private async Task FailedAsync(PluginRecord record, KernelException failure)
    {
        if (record.IsCritical)
        {
            await supervisor.StepDownAsync(record, failure.Message).ConfigureAwait(false);
        }
        else
        {
            supervisor.StartFailed(record, failure);
        }
    }

    private string? WaitsFor(PluginRecord record)
    {
        foreach (Requirement requirement in record.Manifest.Requires)
        {
            if (!requirement.IsOptional && registry.FindProvided(requirement.Contract) is null)
            {
                return $"waits for a provider of {requirement.Contract.FullName}";
            }
        }

        return null;
    }

    private async Task StopInOrderAsync(IEnumerable<PluginRecord> order, string reason)
    {
        foreach (PluginRecord record in order)
        {
            ModuleState endState = record.State == ModuleState.Faulted ? ModuleState.Faulted : ModuleState.Stopped;
            await runner.StopAsync(record, endState == ModuleState.Faulted ? record.Status.Reason : reason, keepInstance: false, endState).ConfigureAwait(false);
        }
    }

    private PluginRecord[] Loaded() => [.. registry.All.Where(record => record.Instance is not null).OrderByDescending(record => record.StartNumber)];

    private void RefuseIfCritical(PluginRecord record, IEnumerable<PluginRecord> affected)
    {
        string[] critical = [.. affected.Where(one => one.IsCritical && one.State == ModuleState.Running).Select(one => $"'{one.Id}'")];
        if (critical.Length == 0 || registry.FindProvided(typeof(ICriticalGuard))?.Export is not ICriticalGuard guard)
        {
            return;
        }

        string? whyNot = null;
        if (FaultBarrier.Run(() => whyNot = guard.WhyNotNow()) is { } error)
        {
            whyNot = $"it could not be asked whether that is safe: {PluginRunner.Text(error)}";
        }

        if (whyNot is not null)
        {
            throw KernelException.Conflict(
                record.Id, $"plugin '{record.Id}' may not be stopped now: that would stop {string.Join(", ", critical)} (critical): {whyNot}");
        }
    }

    private void Swap(PluginRecord record, PluginManifest old, PluginManifest changed)
    {
        if (changed.Id != record.Id)
        {
            throw KernelException.BadFile(record.Id, $"the folder of plugin '{record.Id}' now holds '{changed.Id}'; unload the one and load the other");
        }

        record.Replace(changed);
        try
        {
            PluginCatalog.RefuseUnsupported(changed);
            var graph = new DependencyGraph(registry.All.Where(one => one.IsWanted || one == record));
            graph.Order();
            graph.RequireProviders(registry.All);
            graph.SpreadCriticality();
        }
        catch (KernelException)
        {
            record.Replace(old);
            throw;
        }
    }
}
