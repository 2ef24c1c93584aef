namespace HAMgm.SystemTests;

/// <summary>A test of the published product as a pair of nodes.</summary>
public abstract class PairTest : SystemTest
{
    private readonly List<Node> nodes = [];

    /// <summary>How long a pair may take from its start until it has a PRIMARY and a STANDBY.</summary>
    protected static TimeSpan StartLimit => Patience.Seconds(20);

    internal Node A => nodes[0];

    internal Node B => nodes[1];

    /// <summary>The node that has the VIP bound; exactly one must.</summary>
    internal Node Primary => Holders() is [var only] ? only : throw new InvalidOperationException($"{Holders().Length} nodes hold the VIP");

    /// <summary>The other one.</summary>
    internal Node Standby => Primary == A ? B : A;

    /// <inheritdoc/>
    protected override string? ReasonToSkip() => Product.WhyNot;

    /// <inheritdoc/>
    protected override void BeforeLaboratoryGoes()
    {
        foreach (Node node in nodes)
        {
            node.Dispose();
        }
    }

    /// <summary>Fails with what the command said when it did not succeed.</summary>
    internal static void Succeed(CliResult result) => Assert.IsTrue(result.Success, result.ToString());

    /// <summary>Makes both nodes without starting them.</summary>
    internal void MakePair(NodeSettings? settings = null) => MakePair(settings, settings);

    /// <summary>Makes both nodes, each with its own settings.</summary>
    internal void MakePair(NodeSettings? a, NodeSettings? b)
    {
        nodes.Add(new Node(Lab, Lab.HostA, a));
        nodes.Add(new Node(Lab, Lab.HostB, b));
    }

    /// <summary>Starts both nodes and waits until one is PRIMARY and the other STANDBY.</summary>
    internal void StartPair(NodeSettings? settings = null)
    {
        MakePair(settings);
        A.Start();
        B.Start();
        WaitForPair();
    }

    /// <summary>Ends both nodes, so that a pair with other settings can be started; the old ones' data are gone.</summary>
    internal void StopPair()
    {
        foreach (Node node in nodes)
        {
            // Not all that runs on the host: a service of the test's goes on.
            Janitor.KillAll(node.Host.Namespace, "hamgm-");
            Directory.Delete(node.Folder, recursive: true);
        }

        nodes.Clear();
        Lab.Heal();
    }

    /// <summary>Waits until one node says PRIMARY, the other one STANDBY, and only the first one holds the VIP.</summary>
    /// <remarks>The address alone proves nothing: what a killed node left stays for as long as the kernel's lease.</remarks>
    internal void WaitForPair()
    {
        string last = "";
        Wait.Until(
            () =>
            {
                (string a, string b, Node[] holders) = (A.Role(), B.Role(), Holders());
                last = $"{A.Id} says {a}, {B.Id} says {b}; the VIP is on {string.Join(" and ", holders.Select(static node => node.Id))}";
                return (a, b) is ("PRIMARY", "STANDBY") or ("STANDBY", "PRIMARY") && holders is [var only] && only == (a == "PRIMARY" ? A : B);
            },
            StartLimit,
            () => $"a PRIMARY that holds the VIP and a STANDBY; {last}");
    }

    /// <summary>Brings back what a run broke: the network, stopped and killed processes, a pair.</summary>
    internal void Restore()
    {
        Lab.Heal();
        foreach (Node node in nodes)
        {
            Signals.Send(Janitor.Processes(node.Host.Namespace), Signal.Continue);
        }

        // A thawed guard that finds its service dead may end only now: start again whatever is not running.
        Wait.Until(
            () =>
            {
                foreach (Node node in nodes.Where(static node => !node.IsRunning))
                {
                    node.Start();
                }

                return Holders().Length == 1;
            },
            StartLimit,
            () => $"one holder after the fault; there are {Holders().Length}");
        WaitForPair();
    }

    private Node[] Holders() => [.. nodes.Where(static node => node.HasVip)];
}
