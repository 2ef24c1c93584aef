using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Time;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Engine;

namespace HAMgm.Logic.VipControl.Startup;

/// <summary>
/// The note <c>parked</c> in data_dir: boot, term, end of the lease (boot clock, 100 ns), settings, a line each. It means something only to the next process of the same boot under the same
/// settings, and only once: whoever reads it deletes it first. Not synced: a host that loses it boots anew.
/// </summary>
internal sealed class ParkingPlace(IConfigManager config, VipSettings settings, VipPlaces places, ILogger log) : IParkingPlace
{
    private const int LargestBytes = 64 * 1024;
    private const int LineCount = 4;
    private readonly string path = Path.Combine(config.GetPath("data_dir"), "parked");
    private readonly Guid boot = BootId.Current;

    // Who holds what against whom: another answer in any of it is another holding.
    private readonly string described = string.Join(
        '|',
        [
            config.GetString("cluster.id"), config.GetString("node.id"), config.GetString("peer.id"), config.GetString("peer.ip"), settings.InterfaceName,
            settings.TableName, settings.WantsGate ? "gate" : "",
            .. places.Addresses.Select(static vip => string.Create(CultureInfo.InvariantCulture, $"{vip} on {vip.InterfaceIndex}")),
        ]);

    /// <summary>Takes the note.</summary>
    /// <returns>What may be taken up; null when there is nothing, or when it is not for this process. Everything is still bound then.</returns>
    internal ParkedHold? Take(MonotonicTime now)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        Note? note = Read();
        Clear();
        string refusal = note is null ? "the note cannot be read"
            : note.Boot != boot ? "the host was started anew"
            : note.Settings != described ? "the settings have changed"
            : now.Ticks >= note.UntilTicks || note.Term <= 0 ? "its time is over"
            : WhatIsMissing();
        if (refusal.Length > 0)
        {
            log.Warn("what the process before this one left bound is not taken up", ("reason", refusal));
            return null;
        }

        return new ParkedHold(new Epoch(note!.Term), new MonotonicTime(note.UntilTicks));
    }

    /// <inheritdoc/>
    public string Write(Epoch term, MonotonicTime until)
    {
        try
        {
            File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{boot}\n{term.Value}\n{until.Ticks}\n{described}\n"));
            return "";
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written: {refusal.Message}";
        }
    }

    /// <inheritdoc/>
    public void Clear()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // It means nothing any more once its time is over.
            log.Warn("a note for the next process cannot be deleted", ("path", path), ("reason", refusal.Message));
        }
    }

    private Note? Read()
    {
        try
        {
            string[] lines = new FileInfo(path).Length <= LargestBytes ? File.ReadAllLines(path) : [];
            return lines.Length == LineCount
                && Guid.TryParse(lines[0], out Guid writtenIn)
                && long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long term)
                && long.TryParse(lines[2], NumberStyles.None, CultureInfo.InvariantCulture, out long until)
                ? new Note(writtenIn, term, until, lines[3])
                : null;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string WhatIsMissing()
    {
        using AddressTable table = new();
        foreach (VipAddress vip in places.Addresses)
        {
            if (!table.TryGet(vip.InterfaceIndex, vip.Address, vip.PrefixLength, out _))
            {
                return $"{vip} is not bound any more";
            }
        }

        return "";
    }

    private sealed record Note(Guid Boot, long Term, long UntilTicks, string Settings);
}
