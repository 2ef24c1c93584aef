using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.TestSupport;

// SyncNode CONFIG primary|standby: logic.sync as a process of its own, which tests kill. Reads words from standard input: "sync" runs
// an order for everything and answers with one line; the end of the input ends it.
bool isPrimary = args[1] == "primary";
await using var host = new SyncNodeHost(args[0]);
host.StateMachine.Become(isPrimary ? NodeState.Primary : NodeState.Standby, isPrimary ? 5 : 3);
host.StateMachine.Status = host.StateMachine.Status with
{
    PeerState = isPrimary ? NodeState.Standby : NodeState.Primary,
    PeerTerm = new Epoch(isPrimary ? 3 : 5),
};
await host.StartAsync();
Console.WriteLine("ready");
while (await Console.In.ReadLineAsync() is { } word)
{
    try
    {
        var outcome = await host.Sync.RunAsync(new SyncOrder(SyncKind.All, null, Force: word == "force", []), CancellationToken.None);
        var run = outcome.Runs[0];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.State} {run.FilesSynced} {run.FilesFailed} {(long)run.RsyncDuration.TotalMilliseconds} {(long)run.Duration.TotalMilliseconds} {run.IsInStep} {run.ErrorMessage}"));
    }
    catch (HamgmException failed)
    {
        Console.WriteLine($"Refused 0 0 0 0 False {failed.Message.ReplaceLineEndings(" ")}");
    }
}
