namespace HAMgm.SystemTests;

/// <summary>Shared settings, set on either node, are on both before the answer (design.md section 7).</summary>
[TestClass]
[TestCategory("System")]
public sealed class ReplicationTests : PairTest
{
    private const string Key = "cluster.heartbeat_retries";

    [TestMethod]
    [RetryOnce]
    public void ConfigSet_OnEitherNode_IsOnBothAndInBothFiles()
    {
        StartPair();
        int value = 4;
        foreach (Node asked in (Node[])[Primary, Standby])
        {
            value++;
            CliResult set = asked.Cli("config", "set", Key, $"{value}");
            Assert.IsTrue(set.Success, $"asked {asked.Id}: {set}");
            foreach (Node node in (Node[])[A, B])
            {
                CliResult get = node.Cli("config", "get", Key);
                Assert.IsTrue(get.Success, get.ToString());
                Assert.Contains($"\"{value}\"", get.Data.ToJsonString(), $"{node.Id} after a set on {asked.Id}");
                Assert.Contains($"heartbeat_retries: {value}", File.ReadAllText(node.ConfigFile), $"{node.Id}'s file");
            }
        }
    }

    [TestMethod]
    [RetryOnce]
    public void ConfigSet_ValueRefused_ChangesNothing()
    {
        StartPair();
        string before = File.ReadAllText(A.ConfigFile);
        CliResult set = A.Cli("config", "set", "cluster.heartbeat_timeout", "yesterday");
        Assert.IsFalse(set.Success);
        Assert.Contains("heartbeat_timeout", set.Output);
        Assert.AreEqual(before, File.ReadAllText(A.ConfigFile));
    }

    [TestMethod]
    [RetryOnce]
    public void AutoSwitchDisabled_OnStandby_HoldsOnBothAndSurvivesARestart()
    {
        StartPair();
        CliResult set = Standby.Cli("config", "auto-switch", "--disable");
        Assert.IsTrue(set.Success, set.ToString());
        Assert.IsFalse(AutoSwitch(A));
        Assert.IsFalse(AutoSwitch(B));

        // Detect and alert, never move unasked: the heir stays STANDBY when the PRIMARY's host is gone.
        Node standby = Standby;
        Node primary = Primary;
        Lab.CutNode(primary.Host);
        Thread.Sleep(2000);
        Assert.IsFalse(standby.HasVip, "moved unasked");
        Lab.Heal();
        WaitForPair();
        Assert.AreEqual(primary.Id, Primary.Id);

        standby.KillAll();
        standby.Start();
        WaitForPair();
        Assert.IsFalse(AutoSwitch(standby));
        set = standby.Cli("config", "auto-switch", "--enable");
        Assert.IsTrue(set.Success, set.ToString());
        Assert.IsTrue(AutoSwitch(A));
        Assert.IsTrue(AutoSwitch(B));
    }

    private static bool AutoSwitch(Node node) =>
        node.Cli("cluster", "status").Data["autoSwitchEnabled"]!.GetValue<bool>();
}
