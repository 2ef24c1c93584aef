namespace HAMgm.SystemTests;

/// <summary>What a node has of everything that could pile up on its host.</summary>
/// <param name="Routes">Its routing tables as text, without the VIP's.</param>
/// <param name="Addresses">Its addresses as text, without the VIP.</param>
/// <param name="Tables">Its nftables tables as text.</param>
/// <param name="Neighbours">Entries of its neighbour table.</param>
/// <param name="Processes">Processes in its network namespace.</param>
/// <param name="Descriptors">Open descriptors of guard and service.</param>
/// <param name="Megabytes">Resident memory of the service.</param>
internal sealed record Leftovers(string Routes, string Addresses, string Tables, int Neighbours, int Processes, int Descriptors, double Megabytes)
{
    public static Leftovers Of(Node node) => new(
        Lines(node, "ip", "-o", "route", "show", "table", "all"),
        Lines(node, "ip", "-o", "-br", "address", "show"),
        Lines(node, "nft", "list", "tables"),
        Shell.Run(node.Host.Command("ip", "-o", "neighbour", "show")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length,
        Janitor.Processes(node.Host.Namespace).Length,
        CountDescriptors(node.ServicePid) + CountDescriptors(node.DaemonPid),
        ProcessUse.ResidentMegabytes(node.ServicePid));

    // Sorted: an order is no leak.
    private static string Lines(Node node, params string[] command) => string.Join(
        '\n',
        Shell.Run(node.Host.Command(command))
            .Replace($" {Lab.Vip}/24", "", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(static line => !line.Contains(Lab.Vip, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    private static int CountDescriptors(int pid) => Directory.GetFiles($"/proc/{pid}/fd").Length;
}
