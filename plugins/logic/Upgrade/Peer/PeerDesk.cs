using System.Text.Json;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.State;

namespace HAMgm.Logic.Upgrade.Peer;

/// <summary>Asks the peer's coordinator, with patience: right after a restart the link is not there yet.</summary>
/// <param name="platform">How the pair is reached; null: not (any more).</param>
/// <param name="patience">How long a peer that is not reachable is tried again.</param>
/// <param name="time">The clock of that.</param>
internal sealed class PeerDesk(Func<IUpgradePlatform?> platform, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks once.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable: not reachable, or of a version without upgrades; the peer's refusal as it was.</exception>
    public async Task<UpgradeReply> AskAsync(UpgradeCall call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var way = platform() ?? throw UpgradeErrors.NotConnected();
        var answer = await way.AskPeerAsync(UpgradeJson.Write(call, UpgradeJson.Default.UpgradeCall), timeout, cancellationToken);
        try
        {
            return UpgradeJson.Read(answer, UpgradeJson.Default.UpgradeReply);
        }
        catch (JsonException unreadable)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "peer", $"The answer of the peer cannot be read: {unreadable.Message}. Do both nodes run a version that knows upgrades?", unreadable);
        }
    }

    /// <summary>Asks until the peer is reachable, or patience has run out.</summary>
    /// <exception cref="HamgmException">As <see cref="AskAsync"/>.</exception>
    public async Task<UpgradeReply> AskPatientlyAsync(UpgradeCall call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await AskAsync(call, timeout, cancellationToken);
            }
            catch (HamgmException silent) when (silent.Kind == ErrorKind.ServiceUnavailable && time.GetElapsedTime(begun) < patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}
