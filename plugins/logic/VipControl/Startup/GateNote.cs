using System.Globalization;
using HAMgm.Contracts.Logging;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Nftables;
using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Startup;

/// <summary>
/// The note <c>gate</c> in data_dir: which table this node installed and for which addresses. A gate outlives its process, and shut it
/// swallows everything that is sent to its addresses: one that is no longer wanted (<c>vip.gate: off</c>, another <c>thrift.port</c>,
/// which names the table) would make the next VIP of this node a black hole that no probe sees.
/// </summary>
internal sealed class GateNote(string path, ILogger log)
{
    private const int LargestBytes = 64 * 1024;

    /// <summary>Ends the gate of an earlier life, unless it is the one that is wanted now; its addresses first, for it may be all that keeps them silent.</summary>
    /// <param name="tableName">The table that is wanted; empty for none.</param>
    internal void EndOther(string tableName)
    {
        if (Read() is not [string table, .. string[] addresses] || table == tableName)
        {
            return;
        }

        try
        {
            DeleteAddresses(addresses);
            using VipGate gate = new(table);
            gate.Remove();
            File.Delete(path);
            log.Info("the gate of an earlier life has been removed", ("table", table));
        }
        catch (Exception refusal) when (refusal is LinuxException or IOException or UnauthorizedAccessException)
        {
            log.Error(
                "the gate of an earlier life could not be removed: it keeps the VIP from answering",
                ("table", table), ("reason", refusal.Message), ("remedy", "delete the tables that 'nft list tables' shows under this name, or start the service again"));
        }
    }

    /// <summary>Notes what is about to be installed.</summary>
    internal void Write(string tableName, IEnumerable<VipAddress> addresses)
    {
        string text = string.Concat(
            addresses.Select(vip => string.Create(CultureInfo.InvariantCulture, $"{vip.InterfaceIndex} {vip.PrefixLength} {vip.Address}\n")).Prepend($"{tableName}\n"));
        try
        {
            string draft = $"{path}.new";
            File.WriteAllText(draft, text);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            log.Warn("the gate's name cannot be noted; if it is to be another one later, remove this one by hand", ("path", path), ("table", tableName), ("reason", refusal.Message));
        }
    }

    private static void DeleteAddresses(string[] lines)
    {
        using AddressTable table = new();
        foreach (string line in lines)
        {
            if (line.Split(' ') is [string index, string prefix, string address]
                && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int place)
                && int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                && NetAddress.TryParse(address, out NetAddress vip))
            {
                // One that is gone is what is wanted.
                _ = table.Delete(place, vip, length);
            }
        }
    }

    // A name that is no table's of this product's is nobody's to remove.
    private string[]? Read()
    {
        try
        {
            FileInfo file = new(path);
            string[] lines = file.Exists && file.Length <= LargestBytes ? File.ReadAllLines(path) : [];
            return lines is [string table, ..] && table.StartsWith("hamgm_", StringComparison.Ordinal) && VipGate.IsTableName(table) ? lines : null;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            log.Warn("the note of the gate cannot be read", ("path", path), ("reason", refusal.Message));
            return null;
        }
    }
}
