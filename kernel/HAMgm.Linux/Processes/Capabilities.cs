using System.Globalization;

namespace HAMgm.Linux.Processes;

/// <summary>The effective capabilities of this thread (CapEff of /proc/thread-self/status).</summary>
public static class Capabilities
{
    private const int Kill = 5;
    private const int SetGroup = 6;
    private const int SetUser = 7;
    private const int NetAdmin = 12;
    private const int NetRaw = 13;
    private const int IpcLock = 14;

    /// <summary>May change addresses and nftables.</summary>
    public static bool HasNetAdmin => Has(NetAdmin);

    /// <summary>May use packet sockets.</summary>
    public static bool HasNetRaw => Has(NetRaw);

    /// <summary>May lock memory without limit.</summary>
    public static bool HasIpcLock => Has(IpcLock);

    /// <summary>May start programs as other users, and end them.</summary>
    public static bool CanRunAsOthers => Has(SetUser) && Has(SetGroup) && Has(Kill);

    private static bool Has(int capability)
    {
        const string Prefix = "CapEff:";
        foreach (string line in File.ReadLines("/proc/thread-self/status"))
        {
            if (line.StartsWith(Prefix, StringComparison.Ordinal))
            {
                ulong effective = ulong.Parse(line.AsSpan(Prefix.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                return ((effective >> capability) & 1) != 0;
            }
        }

        return false;
    }
}
