namespace HAMgm.SystemTests;

/// <summary>Files of the PRIMARY are on the STANDBY (spec/3), as an operator has it: settings and orders by hamgm-cli, both nodes real.</summary>
[TestClass]
[TestCategory("System")]
public sealed class FilesInStepTests : PairTest
{
    [TestMethod]
    [RetryOnce]
    public void Sync_ChangedOrderedPausedAndSwitched_FollowsThePrimary()
    {
        if (!File.Exists("/usr/bin/rsync"))
        {
            Assert.Inconclusive("rsync is not installed (scripts/test installs it)");
        }

        StartPair();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hamgm-files-");
        try
        {
            Configure(folder.FullName);
            Write(folder, Primary, "one");

            // The set is new: its first run comes by itself, with the schedule or the change.
            Wait.Until(() => Read(folder, Standby) == "one", TimeSpan.FromSeconds(15), "the first run");
            Write(folder, Primary, "two");
            Succeed(Primary.Cli("sync", "config"));
            Assert.AreEqual("two", Read(folder, Standby));
            Succeed(Standby.Cli("sync", "compare", "--check"));

            CliResult paused = Standby.Cli("sync", "pause");
            Succeed(paused);
            Assert.AreEqual(2, paused.Output.Split("\"STOPPED\"").Length - 1, paused.Output);
            Assert.IsFalse(Primary.Cli("sync", "config").Success, "it is paused");
            Succeed(Primary.Cli("sync", "resume"));

            Node before = Primary;
            Succeed(before.Cli("switch", "force", "--confirm"));
            WaitForPair();
            Assert.AreNotEqual(before.Id, Primary.Id);
            Write(folder, Primary, "three");
            Succeed(Standby.Cli("sync", "data", "--type=all"));
            Assert.AreEqual("three", Read(folder, Standby));

            CliResult history = Standby.Cli("sync", "history", "--files");
            Succeed(history);
            Assert.Contains("/files/app.conf", history.Output);
            Assert.Contains("SUCCESS", history.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Configure(string folder)
    {
        foreach (Node node in (Node[])[A, B])
        {
            Directory.CreateDirectory(Path.Combine(folder, node.Id, "files"));
            Succeed(node.Cli("config", "set", "sync.root", Path.Combine(folder, node.Id)));
        }

        Succeed(Primary.Cli("config", "set", "sync.sets", "[{name: app, kind: config, paths: [/files], insecure: true}]"));
        foreach (Node node in (Node[])[A, B])
        {
            Wait.Until(
                () => node.Cli("sync", "status").Output.Split("\"RUNNING\"").Length - 1 == 2, TimeSpan.FromSeconds(10), $"{node.Id} does not say that rsync runs on both");
        }
    }

    private static void Write(DirectoryInfo folder, Node node, string text) => File.WriteAllText(PathOf(folder, node), text);

    private static string Read(DirectoryInfo folder, Node node) => File.Exists(PathOf(folder, node)) ? File.ReadAllText(PathOf(folder, node)) : "";

    private static string PathOf(DirectoryInfo folder, Node node) => Path.Combine(folder.FullName, node.Id, "files", "app.conf");
}
