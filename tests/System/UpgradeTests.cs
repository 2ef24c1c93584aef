namespace HAMgm.SystemTests;

/// <summary>
/// An upgrade of the pair (spec/3) as an operator has it: orders by hamgm-cli, real guards that replace real services, real rsync. The new
/// version is the same one, since there is one build; that the process is a new one is what counts then.
/// </summary>
[TestClass]
[TestCategory("System")]
public sealed class UpgradeTests : PairTest
{
    private DirectoryInfo? folder;

    private DirectoryInfo Files => folder ??= Directory.CreateTempSubdirectory("hamgm-upgrade-");

    [TestCleanup]
    public void RemoveFiles() => folder?.Delete(recursive: true);

    [TestMethod]
    [RetryOnce]
    public void Upgrade_ServicesKilledInTheMiddle_EndsWithBothNodesUpgradedAndInStep()
    {
        Prepare();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        (Node first, Node second) = (Standby, Primary);
        (int firstWas, int secondWas) = (first.ServicePid, second.ServicePid);
        string version = second.Cli("cluster", "nodes").Data["nodes"]![0]!["version"]!.GetValue<string>();

        Succeed(second.Cli("upgrade", "start", "--to", version, "--package", Package));
        Wait.Until(() => File.Exists(Path.Combine(first.Folder, "hook-runs")), Patience.Seconds(20), "the hook runs on the STANDBY");
        CliResult refused = second.Cli("config", "set", "cluster.heartbeat_retries", "4");
        Assert.IsFalse(refused.Success);
        Assert.Contains("hamgm-cli upgrade status", refused.Output + refused.Error);

        // The node that is being upgraded, in its hook; then the one that coordinates.
        first.Send(Signal.Kill, Victim.Service);
        File.WriteAllText(Path.Combine(first.Folder, "go"), "");
        Wait.Until(() => File.Exists(Path.Combine(second.Folder, "hook-runs")), Patience.Seconds(60), () => $"the hook runs on the other node; {first.Cli("upgrade", "status")}");
        second.Send(Signal.Kill, Victim.Service);
        File.WriteAllText(Path.Combine(second.Folder, "go"), "");
        Wait.Until(() => StatusOf(first) == "SUCCESS", Patience.Seconds(90), () => first.Cli("upgrade", "status").ToString());

        WaitForPair();
        Assert.AreEqual(first.Id, Primary.Id, "the STANDBY was upgraded first and got the VIP");
        Assert.AreEqual(0, client.Report().TwoHolderSamples);
        foreach ((Node node, int was) in new[] { (first, firstWas), (second, secondWas) })
        {
            Assert.AreNotEqual(was, node.ServicePid);
            Assert.AreEqual("new", File.ReadAllText(FileOf(node)));
            Assert.AreEqual(1, File.ReadAllLines(Path.Combine(node.Folder, "hook-runs")).Length, "the hook ran once, although the service died in it");
            Wait.Until(() => StatusOf(node) == "SUCCESS", Patience.Seconds(20), $"{node.Id} knows the end");
        }

        Succeed(Primary.Cli("config", "set", "cluster.heartbeat_retries", "4"));
        Assert.Contains("compare-checksums", Standby.Cli("upgrade", "history").Output);
    }

    [TestMethod]
    [RetryOnce]
    public void RollBack_OfAnUpgradeByHand_RestoresTheFilesOfBothNodes()
    {
        Prepare();
        Succeed(Standby.Cli("upgrade", "start", "--to", "9.9.9", "--wait"));
        foreach (Node node in (Node[])[A, B])
        {
            File.WriteAllText(FileOf(node), "half-way");
        }

        CliResult refused = Primary.Cli("upgrade", "complete", "--wait");
        Assert.AreEqual(6, refused.ExitCode, refused.ToString());
        Succeed(Primary.Cli("upgrade", "rollback", "--wait"));

        foreach (Node node in (Node[])[A, B])
        {
            Assert.AreEqual("old", File.ReadAllText(FileOf(node)));
            Wait.Until(() => StatusOf(node) == "ROLLED_BACK", Patience.Seconds(20), $"{node.Id} knows the end");
        }
    }

    private string Package => Path.Combine(Files.FullName, "package");

    private void Prepare()
    {
        if (!File.Exists("/usr/bin/rsync"))
        {
            Assert.Inconclusive("rsync is not installed (scripts/test installs it)");
        }

        StartPair();
        File.WriteAllText(Package, "a package");
        foreach (Node node in (Node[])[A, B])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(FileOf(node))!);
            string hook = Path.Combine(node.Folder, "install");
            File.WriteAllText(hook, $"#!/bin/sh\nset -eu\necho \"$*\" >>{node.Folder}/hook-runs\nwhile [ ! -e {node.Folder}/go ]; do sleep 0.1; done\nprintf new >{FileOf(node)}\n");
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Succeed(node.Cli("config", "set", "upgrade.hook", hook));
            Succeed(node.Cli("config", "set", "sync.root", Path.Combine(Files.FullName, node.Id)));
        }

        File.WriteAllText(FileOf(Primary), "old");
        Succeed(Primary.Cli("config", "set", "sync.sets", "[{name: app, kind: config, paths: [/files], insecure: true}]"));
        Wait.Until(() => File.Exists(FileOf(Standby)), Patience.Seconds(20), "the first synchronisation");
    }

    private string FileOf(Node node) => Path.Combine(Files.FullName, node.Id, "files", "app.conf");

    private static string StatusOf(Node node)
    {
        CliResult result = node.Cli("upgrade", "status");
        return result.Success ? result.Data["status"]?.GetValue<string>() ?? "" : "";
    }
}
