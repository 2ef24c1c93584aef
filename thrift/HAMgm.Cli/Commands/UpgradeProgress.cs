using HAMgm.Cli.Connection;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>
/// Waits until an upgrade waits for somebody or is over, and says on a terminal what it is at. The asked node is replaced on the way, so that it
/// does not answer for a while is no failure, as long as it comes back.
/// </summary>
internal sealed class UpgradeProgress(CommandContext context)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    private UpgradeResponse? _last;

    /// <summary>Waits.</summary>
    /// <param name="begun">What the order gave; null: nothing is known yet.</param>
    /// <param name="cancellationToken">Ends the waiting, not the upgrade.</param>
    /// <exception cref="CliFailure">The node has not answered for five minutes.</exception>
    public async Task<UpgradeResponse> ShowAsync(UpgradeResponse? begun, CancellationToken cancellationToken)
    {
        _last = begun;
        return await context.ProgressAsync(() => _last is { __isset.upgrade: true, Upgrade: var upgrade } ? UpgradeMessages.Doing(upgrade) : UpgradeMessages.DoingOrder, WaitAsync(cancellationToken));
    }

    private async Task<UpgradeResponse> WaitAsync(CancellationToken cancellationToken)
    {
        var heard = context.Console.Clock.GetTimestamp();
        var pause = _last is null ? TimeSpan.Zero : Pause;
        while (_last is null || GoesOn(_last))
        {
            await Task.Delay(pause, context.Console.Clock, cancellationToken);
            pause = Pause;
            try
            {
                _last = await context.Client.ReadAsync("GetUpgradeStatus", (client, cancel) => client.GetUpgradeStatus(cancel), response => response.Base, cancellationToken);
                heard = context.Console.Clock.GetTimestamp();
            }
            catch (CliFailure silent) when (silent.Code is 503 or 504 && context.Console.Clock.GetElapsedTime(heard) < LongestSilence)
            {
                // It is just being replaced.
            }
        }

        return _last;
    }

    private static bool GoesOn(UpgradeResponse answer) => answer.__isset.upgrade && answer.Upgrade is { Status: "RUNNING", Phase: not "InProgress" };
}
