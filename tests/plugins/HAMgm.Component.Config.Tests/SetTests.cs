using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config.Tests;

[TestClass]
public sealed class SetTests
{
    private static readonly string[] Edits =
    [
        "cluster.heartbeat_interval=120ms",
        "cluster.id=blue",
        "cluster.failback=auto",
        "node.priority=150",
        "peer.id=c",
        "peer.links=10.1.0.1 10.1.0.2, 10.3.0.1 10.3.0.2",
        "peer.links=10.1.0.1 10.1.0.2",
        "peer.links=",
        "vip.more=10.0.0.101/24",
        "vip.more=10.0.0.105/24, 10.0.0.106/24, 10.0.0.107/24",
        "quorum.gateways=10.0.0.254",
        "quorum.gateways=10.0.0.3, 10.0.0.253, 10.0.0.254",
        "thrift.port=9190",
        "thrift.insecure_writes=true",
        "log.level=debug",
        "heartbeat.port=9191",
        "data_dir=my data",
        "cluster.secret=123456789012345678",
        "thrift.listen=::1",
    ];

    /// <summary>
    /// Every edit on the same file, as a diff that a reviewer reads. HAMGM_REGENERATE_GOLDEN=folder writes the new one there.
    /// </summary>
    [TestMethod]
    public void Set_EachKindOfEdit_ChangesOnlyItsText()
    {
        var before = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "before.yaml"));
        var report = new System.Text.StringBuilder();
        foreach (var edit in Edits)
        {
            using var bench = ConfigBench.Loaded(before);
            var (key, value) = (edit[..edit.IndexOf('=', StringComparison.Ordinal)], edit[(edit.IndexOf('=', StringComparison.Ordinal) + 1)..]);

            bench.Component.SetString(key, value);

            Assert.AreEqual(value, bench.Component.GetString(key), edit);
            Assert.AreEqual(value, bench.Restarted().GetString(key), edit);
            CollectionAssert.IsSubsetOf(
                Comments(before).ToArray(),
                Comments(bench.Yaml).ToArray(),
                edit);
            report.Append("== ").Append(edit).Append('\n').Append(Diff(before, bench.Yaml));
        }

        var golden = Path.Combine(AppContext.BaseDirectory, "Golden", "edits.diff");
        if (Environment.GetEnvironmentVariable("HAMGM_REGENERATE_GOLDEN") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, "edits.diff"), report.ToString());
        }

        Assert.AreEqual(File.ReadAllText(golden), report.ToString());
    }

    [TestMethod]
    public void Set_FlowSample_KeepsEverythingElse()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        bench.Component.SetString("cluster.heartbeat_interval", "100ms");
        bench.Component.SetBool("cluster.auto_switch", false);
        bench.Component.SetInt("heartbeat.port", 9191);
        bench.Component.SetString("vip.kernel_lease", "2s");

        Assert.AreEqual(
            ConfigBench.Sample
                .Replace("heartbeat_interval: 5s", "heartbeat_interval: 100ms", StringComparison.Ordinal)
                .Replace("auto_switch: true", "auto_switch: false", StringComparison.Ordinal)
                .Replace("{ port: 9091 }", "{ port: 9191 }", StringComparison.Ordinal)
                .Replace("interface: eth0 }", "interface: eth0, kernel_lease: 2s }", StringComparison.Ordinal),
            bench.Yaml);
    }

    [TestMethod]
    public void Set_WindowsLineEnds_AreKept()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least.Replace("\n", "\r\n", StringComparison.Ordinal));

        bench.Component.SetString("cluster.id", "x");
        bench.Component.SetString("vip.gate", "off");

        Assert.AreEqual(bench.Yaml.Count(c => c == '\n'), bench.Yaml.Count(c => c == '\r'));
        Assert.AreEqual("off", bench.Restarted().GetString("vip.gate"));
    }

    [TestMethod]
    public void Set_SharedKey_RaisesVersionAndSurvivesRestart()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        Assert.AreEqual(0, bench.Component.Version);

        var first = bench.Component.SetString("cluster.heartbeat_retries", "4");
        var second = bench.Component.SetString("cluster.heartbeat_retries", "5", version: 41);

        Assert.AreEqual((1L, 41L), (first.Version, second.Version));
        Assert.AreEqual(41, bench.Restarted().Version);
    }

    [TestMethod]
    public void Set_NodeKey_LeavesVersion()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        var change = bench.Component.SetString("node.priority", "50");

        Assert.AreEqual(0, change.Version);
        Assert.IsFalse(change.NeedsRestart);
        Assert.IsTrue(bench.Component.SetString("heartbeat.port", "9999").NeedsRestart);
    }

    [TestMethod]
    public void Load_SharedKeyEditedByHand_CountsAsAChange()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        bench.Component.SetString("cluster.heartbeat_retries", "4");
        bench.Yaml = bench.Yaml.Replace("heartbeat_retries: 4", "heartbeat_retries: 6", StringComparison.Ordinal);

        Assert.AreEqual(2, bench.Restarted().Version);
        Assert.AreEqual(2, bench.Restarted().Version);
    }

    [TestMethod]
    public void Load_DamagedVersionFile_IsRefusedWithRemedy()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        File.WriteAllText(Path.Combine(bench.Folder, "data", "config_version"), "rubbish");

        var thrown = Assert.ThrowsExactly<HamgmException>(bench.Restarted);

        StringAssert.Contains(thrown.Message, "config_version");
        StringAssert.Contains(thrown.Message, "delete this file");
    }

    [TestMethod]
    [DataRow("cluster.heartbeat_interval", "soon", "expects a duration")]
    [DataRow("cluster.heartbeat_interval", "29s", "with this value, cluster.heartbeat_timeout")]
    [DataRow("vip.address", "192.168.1.101/24", "node.ip too")]
    [DataRow("node.id", "", "is missing and must be set")]
    [DataRow("quorum.gateways", "192.168.1.1, x", "'x' is refused")]
    public void Set_BadValue_ChangesNothing(string key, string value, string expected)
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        var thrown = Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString(key, value));
        var same = Assert.ThrowsExactly<HamgmException>(() => bench.Component.Validate(key, value));

        Assert.AreEqual((ErrorKind.Configuration, ErrorCodes.BadRequest), (thrown.Kind, thrown.Code));
        StringAssert.Contains(thrown.Message, expected);
        Assert.AreEqual(thrown.Message, same.Message);
        Assert.AreEqual(ConfigBench.Sample, bench.Yaml);
    }

    [TestMethod]
    public void Set_ValueThatInjectsYaml_IsRefusedOrQuoted()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);

        Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("data_dir", "x\nnode: { id: evil }"));
        bench.Component.SetString("data_dir", "x }, node: {id: 'evil'} # \"");

        Assert.AreEqual("x }, node: {id: 'evil'} # \"", bench.Restarted().GetString("data_dir"));
        Assert.AreEqual("a", bench.Restarted().GetString("node.id"));
    }

    [TestMethod]
    public void Set_SameValue_WritesNothing()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        var written = File.GetLastWriteTimeUtc(bench.FilePath);
        var calls = 0;
        using var watch = bench.Component.WatchConfig("", _ => calls++);

        var change = bench.Component.SetString("cluster.heartbeat_interval", "5s");

        Assert.AreEqual((0L, 0), (change.Version, calls));
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(bench.FilePath));
    }

    [TestMethod]
    public void Set_Mode_IsKept()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(bench.FilePath, mode);

        bench.Component.SetString("log.level", "warn");

        Assert.AreEqual(mode, File.GetUnixFileMode(bench.FilePath));
        Assert.HasCount(2, Directory.GetFileSystemEntries(bench.Folder));
    }

    [TestMethod]
    public void Set_SymbolicLink_StaysOne()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        var real = Path.Combine(bench.Folder, "real.yaml");
        File.Move(bench.FilePath, real);
        File.CreateSymbolicLink(bench.FilePath, "real.yaml");

        bench.Component.SetString("log.level", "warn");

        Assert.IsNotNull(new FileInfo(bench.FilePath).LinkTarget);
        StringAssert.Contains(File.ReadAllText(real), "level: warn");
    }

    [TestMethod]
    public void Set_FileChangedByHand_KeepsCommentsAndRefusesValues()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        bench.Yaml += "# added by hand\n";
        bench.Component.SetString("log.level", "warn");
        StringAssert.Contains(bench.Yaml, "# added by hand");

        bench.Yaml = bench.Yaml.Replace("port: 9091", "port: 9099", StringComparison.Ordinal);
        var thrown = Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("log.level", "error"));

        StringAssert.Contains(thrown.Message, "heartbeat.port");
        StringAssert.Contains(bench.Yaml, "port: 9099");
    }

    [TestMethod]
    public void Set_FolderNotWritable_SaysSoAndChangesNothing()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        // A folder where the temporary file would be: root, who runs tests, is stopped by no mode bits.
        Directory.CreateDirectory(Path.Combine(bench.Folder, ".hamgm.yaml.new", "x"));
        var thrown = Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("log.level", "warn"));

        StringAssert.Contains(thrown.Message, bench.FilePath);
        Assert.AreEqual("info", bench.Component.GetString("log.level"));
        Assert.AreEqual(ConfigBench.Sample, bench.Yaml);
    }

    [TestMethod]
    public void Set_VersionNotWritable_PutsTheFileBack()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        Directory.CreateDirectory(Path.Combine(bench.Folder, "data", ".config_version.new", "x"));

        Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("cluster.heartbeat_retries", "9"));

        Assert.AreEqual((ConfigBench.Sample, "3", 0L), (bench.Yaml, bench.Component.GetString("cluster.heartbeat_retries"), bench.Component.Version));
    }

    [TestMethod]
    public void Set_Secret_IsHiddenFromWatchersAndLog()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        ConfigChange? seen = null;
        using var watch = bench.Component.WatchConfig("cluster.", c => seen = c);

        bench.Component.SetString("cluster.secret", "a-secret-nobody-should-see");

        Assert.AreEqual("********", seen!.NewValue);
        Assert.IsFalse(bench.Log.Lines.Any(l => l.Contains("nobody", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Watch_Disposed_HearsNothing()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        var calls = 0;
        bench.Component.WatchConfig("", _ => calls++).Dispose();

        bench.Component.SetString("log.level", "warn");

        Assert.AreEqual(0, calls);
    }

    [TestMethod]
    public void Save_FileLost_WritesItAgain()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        File.Delete(bench.FilePath);

        bench.Component.SaveConfig();

        Assert.AreEqual(ConfigBench.Sample, bench.Yaml);
    }

    private static IEnumerable<string> Comments(string yaml) =>
        yaml.Split('\n').Where(l => l.Contains('#', StringComparison.Ordinal)).Select(l => l[l.IndexOf('#', StringComparison.Ordinal)..]);

    private static string Diff(string before, string after)
    {
        var (old, now) = (before.Split('\n').ToList(), after.Split('\n').ToList());
        var head = old.Zip(now).TakeWhile(p => p.First == p.Second).Count();
        var tail = old.Skip(head).Reverse().Zip(now.Skip(head).Reverse()).TakeWhile(p => p.First == p.Second).Count();
        return string.Concat(old[head..^tail].Select(l => $"-{l}\n")) + string.Concat(now[head..^tail].Select(l => $"+{l}\n"));
    }

    [TestMethod]
    [DataRow("\n", true)]
    [DataRow("\n", false)]
    [DataRow("\r\n", true)]
    [DataRow("\r\n", false)]
    public void Set_BlockLists_GrowAndShrinkInTheFilesOwnLineEnds(string newLine, bool endsWithLineEnd)
    {
        var yaml = ConfigBench.Least + "quorum:\n  gateways:   # who\n    - 10.0.0.254   # first\n    - \"10.0.0.253\"";
        yaml = (endsWithLineEnd ? yaml + "\n" : yaml).Replace("\n", newLine, StringComparison.Ordinal);
        using var bench = ConfigBench.Loaded(yaml);

        bench.Component.SetString("quorum.gateways", "10.0.0.254, 10.0.0.252, 10.0.0.251");

        Assert.AreEqual(
            yaml.Replace("253\"", $"252\"{newLine}    - 10.0.0.251", StringComparison.Ordinal),
            bench.Yaml);
        bench.Component.SetString("quorum.gateways", "10.0.0.250");
        Assert.Contains($"    - 10.0.0.250   # first{newLine}", bench.Yaml);
        Assert.AreEqual("10.0.0.250", bench.Restarted().GetString("quorum.gateways"));
        Assert.AreEqual(0, bench.Yaml.Replace("\r\n", "", StringComparison.Ordinal).Count(c => c == '\r'));
    }

    [TestMethod]
    public void Set_Owner_IsKept()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("only root gives files away");
        }

        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        Assert.IsTrue(Files.NativeFile.TrySetOwner(bench.FilePath, (1234, 4321)));

        bench.Component.SetString("log.level", "debug");

        Assert.AreEqual<(uint, uint)?>((1234, 4321), Files.NativeFile.GetOwner(bench.FilePath));
    }

    [TestMethod]
    public void SetAll_WithAStamp_IsKeptAcrossRestarts()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);

        bench.Component.SetAll(new Dictionary<string, string> { ["quorum.on_isolation"] = "keep" }, new ConfigStamp(7, 12));
        bench.Component.SetString("node.priority", "5");

        Assert.AreEqual(new ConfigStamp(7, 12), bench.Component.Stamp);
        Assert.AreEqual(new ConfigStamp(7, 12), bench.Restarted().Stamp);
        bench.Yaml = bench.Yaml.Replace("keep", "release", StringComparison.Ordinal);
        Assert.AreEqual(new ConfigStamp(7, 13), bench.Restarted().Stamp);
    }

    [TestMethod]
    public void LookAtFile_EditedByHand_TellsWhatDiffersAndASetOfThatTakesIt()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        Assert.IsNull(bench.Component.LookAtFile());

        bench.Yaml = "# a comment\n" + ConfigBench.Least;
        Assert.IsNull(bench.Component.LookAtFile());

        bench.Yaml = "# a comment\n" + ConfigBench.Least + "log: { level: debug }\nheartbeat: { port: 9100 }\n";
        var edit = bench.Component.LookAtFile()!;
        Assert.AreEqual(edit.Signature, bench.Component.LookAtFile()!.Signature);
        CollectionAssert.AreEquivalent(new[] { "log.level", "heartbeat.port" }, edit.Values.Keys.ToArray());
        Assert.AreEqual("info", bench.Component.GetString("log.level"));
        Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("log.level", "debug"));

        var changes = bench.Component.SetAll(edit.Values);

        Assert.HasCount(2, changes);
        Assert.AreEqual("debug", bench.Component.GetString("log.level"));
        Assert.IsNull(bench.Component.LookAtFile());
        bench.Yaml = ConfigBench.Least;
        Assert.AreEqual("", bench.Component.LookAtFile()!.Values["log.level"]);
        bench.Component.SetAll(bench.Component.LookAtFile()!.Values);
        Assert.AreEqual("info", bench.Component.GetString("log.level"));
        Assert.AreEqual(ConfigBench.Least, bench.Yaml);
    }

    [TestMethod]
    [DataRow("node: [")]
    [DataRow("")]
    public void LookAtFile_Broken_TellsTheErrorsAndLeavesTheFile(string yaml)
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);

        bench.Yaml = yaml;

        Assert.IsNotEmpty(bench.Component.LookAtFile()!.Errors);
        Assert.AreEqual(yaml, bench.Yaml);
        File.Delete(bench.FilePath);
        Assert.Contains("does not exist", bench.Component.LookAtFile()!.Errors[0].Message);
    }
}
