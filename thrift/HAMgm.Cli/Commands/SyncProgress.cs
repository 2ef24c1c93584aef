using HAMgm.Cli.Connection;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>Says on a terminal how far a synchronisation is, by asking on a second connection while the first one waits.</summary>
internal sealed class SyncProgress(CommandContext context) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ClusterClient _client = new(context.Settings, _ => { });
    private readonly CancellationTokenSource _over = new();
    private volatile Func<Phrase>? _now;

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _over.Dispose();
    }

    /// <summary>Waits for the work; what it throws comes through.</summary>
    public async Task<T> ShowAsync<T>(Task<T> work)
    {
        if (!context.Console.ErrorIsTerminal)
        {
            return await work;
        }

        var asking = AskAsync(_over.Token);
        try
        {
            return await context.ProgressAsync(() => _now?.Invoke() ?? Messages.DoingSync, work);
        }
        finally
        {
            await _over.CancelAsync();
            await asking;
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, cancellationToken);
                var answer = await _client.ReadAsync("GetSyncStatus", (client, cancel) => client.GetSyncStatus(cancel), answer => answer.Base, cancellationToken);
                _now = (answer.Nodes ?? []).SelectMany(node => node.Sets ?? []).FirstOrDefault(set => set.Phase != "idle") is { } set
                    ? () => Messages.DoingSyncOf.With(set.Name, Phase(set), set.DoneFiles, set.TotalFiles)
                    : null;
            }
        }
        catch (Exception over) when (over is OperationCanceledException or CliFailure)
        {
            // The work is done, or it has to do without.
        }
    }

    private string Phase(SyncSetStatus set) => SyncTexts.Phase(set.Phase).In(context.Settings.Language);
}
