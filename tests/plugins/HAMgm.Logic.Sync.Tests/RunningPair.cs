using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>Two nodes in this process, a PRIMARY of term 5, b STANDBY; rsync, TLS, files and databases are real.</summary>
internal sealed class RunningPair : IAsyncDisposable
{
    private RunningPair(SyncPair pair, Func<IStateMachine, IStateMachine>? rolesOfB)
    {
        Pair = pair;
        A = new SyncNodeHost(pair.ConfigFile("a"));
        B = new SyncNodeHost(pair.ConfigFile("b"), aroundRoles: rolesOfB);
    }

    public SyncPair Pair { get; }

    public SyncNodeHost A { get; }

    public SyncNodeHost B { get; }

    public static async Task<RunningPair> StartAsync(SyncPair? pair = null, Func<IStateMachine, IStateMachine>? rolesOfB = null)
    {
        if (RsyncProgram.Find("rsync") is null)
        {
            Assert.Inconclusive("rsync is not installed (scripts/test installs it)");
        }

        var running = new RunningPair(pair ?? new SyncPair(), rolesOfB);
        Directory.CreateDirectory(running.Pair.Files("a"));
        await running.SetRolesAsync(aIsPrimary: true, term: 5, start: false);
        await running.A.StartAsync();
        await running.B.StartAsync();
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await B.DisposeAsync();
        await A.DisposeAsync();
        Assert.IsEmpty(A.Faults.Reported.Concat(B.Faults.Reported));
        Pair.Dispose();
    }

    /// <summary>Gives the roles, as the decision cores would.</summary>
    public async Task SetRolesAsync(bool aIsPrimary, long term, bool start = true)
    {
        Become(A, aIsPrimary, term);
        Become(B, !aIsPrimary, term);
        if (start)
        {
            foreach (var node in new[] { A, B })
            {
                await node.Sync.HandleEventAsync(
                    new RoleChangedEvent("x", new StateTransition(NodeState.Standby, node.StateMachine.Status.State, "test", "test", new Epoch(term), 0)), CancellationToken.None);
            }
        }
    }

    public void Write(string node, string name, string text)
    {
        var path = Path.Combine(Pair.Files(node), name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public string Read(string node, string name) => File.ReadAllText(Path.Combine(Pair.Files(node), name));

    public bool Has(string node, string name) => File.Exists(Path.Combine(Pair.Files(node), name));

    /// <summary>Synchronises on demand, from the STANDBY.</summary>
    public async Task<SyncRun> SyncAsync(bool force = false, params string[] files)
    {
        var standby = A.StateMachine.Status.State == NodeState.Standby ? A : B;
        return (await standby.Sync.RunAsync(new SyncOrder(SyncKind.All, null, force, files), CancellationToken.None)).Runs[0];
    }

    private static void Become(SyncNodeHost node, bool isPrimary, long term)
    {
        node.StateMachine.Become(isPrimary ? NodeState.Primary : NodeState.Standby, isPrimary ? term : term - 1);
        node.StateMachine.Status = node.StateMachine.Status with
        {
            PeerState = isPrimary ? NodeState.Standby : NodeState.Primary,
            PeerTerm = new Epoch(isPrimary ? term - 1 : term),
        };
    }
}
