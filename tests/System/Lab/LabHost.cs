namespace HAMgm.SystemTests;

/// <summary>One host of the laboratory: a network namespace with one card, eth0, on the switch.</summary>
/// <param name="Name">a, b, client, gateway or watch.</param>
/// <param name="Namespace">The network namespace's name.</param>
/// <param name="Number">The last part of its addresses and of its MAC.</param>
internal sealed record LabHost(string Name, string Namespace, int Number)
{
    /// <summary>The name of its port on the switch.</summary>
    public string Port => "p-" + Name;

    /// <summary>The name of its port on the second switch, where there is one.</summary>
    public string SecondPort => "q-" + Name;

    /// <summary>Its addresses in the second network.</summary>
    public string SecondAddress => $"192.168.78.{Number}";

    /// <inheritdoc cref="SecondAddress"/>
    public string SecondAddress6 => $"fd78::{Number:x}";

    /// <summary>Its IPv4 address.</summary>
    public string Address => $"192.168.77.{Number}";

    /// <summary>Its IPv6 address.</summary>
    public string Address6 => $"fd77::{Number:x}";

    /// <summary>Its MAC address.</summary>
    public string Mac => $"02:77:00:00:00:{Number:x2}";

    /// <summary>The command line that runs a program on this host.</summary>
    /// <remarks><c>ip netns exec</c> executes it in place, so the pid stays, and gives it a /sys that shows this host's cards.</remarks>
    public string[] Command(params string[] command) => ["ip", "netns", "exec", Namespace, .. command];
}
