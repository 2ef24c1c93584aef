namespace HAMgm.SystemTests;

/// <summary>
/// What an operator gets wrong: one clear error that names the thing, the documented exit code
/// (HAMgm.Contracts.Errors.ExitCodes), and nothing left half done.
/// </summary>
[TestClass]
[TestCategory("System")]
public sealed class BadInputTests : PairTest
{
    private const int ConfigurationError = 1;
    private const int EnvironmentError = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [TestMethod]
    [RetryOnce]
    public void ConfigFileMissing_SaysWhich()
    {
        MakePair();
        File.Delete(A.ConfigFile);
        ExpectRefusal(A, ConfigurationError, A.ConfigFile);
    }

    [TestMethod]
    [RetryOnce]
    public void ConfigFileUnreadable_SaysWhich()
    {
        MakePair();
        File.SetUnixFileMode(A.ConfigFile, UnixFileMode.None);

        // Root reads everything, unless it gives up the right to.
        ExpectRefusal(A, ConfigurationError, A.ConfigFile, drop: "cap_dac_override,cap_dac_read_search");
    }

    [TestMethod]
    [RetryOnce]
    public void ConfigFileIsNotYaml_SaysWhere()
    {
        MakePair();
        File.WriteAllText(A.ConfigFile, "cluster: { id: [unclosed\nnode: }\n");
        ExpectRefusal(A, ConfigurationError, "hamgm.yaml");
    }

    [TestMethod]
    [RetryOnce]
    public void ConfigHasThreeErrors_CheckReportsAllWithLines()
    {
        MakePair(new NodeSettings { Interval = "soon", VipAddress = "300.1.2.3/24", Witness = "oracle" });
        int code = A.RunToEnd(A.Host.Command(Product.Service, "--config", A.ConfigFile, "--check"), Limit);
        string log = A.LogText();
        Assert.AreEqual(ConfigurationError, code, log);
        foreach (string key in (string[])["cluster.heartbeat_interval", "vip.address", "quorum.witness"])
        {
            Assert.Contains(key, log);
        }
    }

    [TestMethod]
    [RetryOnce]
    public void InterfaceDoesNotExist_SaysWhich()
    {
        MakePair(new NodeSettings { Interface = "eth9" });
        ExpectRefusal(A, EnvironmentError, "eth9");
    }

    [TestMethod]
    [RetryOnce]
    public void VipInNoSubnetOfTheInterface_SaysWhich()
    {
        MakePair(new NodeSettings { VipAddress = "10.20.30.40/24" });
        ExpectRefusal(A, EnvironmentError, "10.20.30.40");
    }

    [TestMethod]
    [RetryOnce]
    public void NoCapNetAdmin_SaysWhichRight()
    {
        MakePair();
        ExpectRefusal(A, EnvironmentError, "cap_net_admin", drop: "cap_net_admin");
    }

    [TestMethod]
    [RetryOnce]
    public void HeartbeatPortInUse_SaysWhich()
    {
        MakePair();
        using Instrument holder = new(A.Host, "occupy", A.Host.Address, "9091");
        ExpectRefusal(A, EnvironmentError, "9091", killLeftovers: false);
    }

    /// <summary>Without its management port a node still guards the VIP: it says so, and takes the port when it is free.</summary>
    [TestMethod]
    [RetryOnce]
    public void ThriftPortInUse_NodeServesSaysWhichAndTakesThePortLater()
    {
        MakePair();
        using (new Instrument(A.Host, "occupy", "127.0.0.1", "9090"))
        {
            A.Start();
            Wait.Until(() => A.HasVip, StartLimit, "a node without its Thrift port takes the VIP");
            Wait.Until(() => A.ServiceLogText().Contains("9090 is in use", StringComparison.Ordinal), StartLimit, "the log names the port");
        }

        Wait.Until(() => A.Role() == "PRIMARY", StartLimit, "Thrift answers when its port is free");
    }

    [TestMethod]
    [RetryOnce]
    public void DataDirectoryNotWritable_SaysWhich()
    {
        string folder = Path.Combine(Lab.Folder, "no-entry");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        MakePair(new NodeSettings { DataDirectory = folder });
        ExpectRefusal(A, EnvironmentError, folder, drop: "cap_dac_override,cap_dac_read_search");
    }

    [TestMethod]
    [RetryOnce]
    public void ThirdNodeAdded_IsRefusedWithConflict()
    {
        StartPair();
        CliResult result = A.Cli("node", "add", "--id=node-003", "--ip=192.168.77.13");
        Assert.IsFalse(result.Success, result.ToString());
        Assert.AreEqual(409, result.ErrorCode, result.ToString());
        Assert.AreEqual(2, A.Cli("cluster", "status").Data["totalNodes"]!.GetValue<int>());
    }

    [TestMethod]
    [RetryOnce]
    [DataRow("info")]
    [DataRow("health")]
    [DataRow("remove")]
    public void UnknownNode_IsNotFoundAndNamed(string command)
    {
        StartPair();
        CliResult result = A.Cli("node", command, "node-nobody");
        Assert.IsFalse(result.Success, result.ToString());
        Assert.AreEqual(404, result.ErrorCode, result.ToString());
        Assert.Contains("node-nobody", result.Output);
    }

    [TestMethod]
    [RetryOnce]
    public void ServiceNotRunning_CliSaysSo()
    {
        MakePair();
        CliResult result = A.Cli("cluster", "status");
        Assert.IsFalse(result.Success, result.ToString());
        Assert.AreEqual(503, result.ErrorCode, result.ToString());
    }

    private static void ExpectRefusal(Node node, int code, string named, string? drop = null, bool killLeftovers = true)
    {
        string[] program = [Product.Daemon, "--config", node.ConfigFile];
        if (drop is not null)
        {
            if (!Shell.Has("capsh"))
            {
                Assert.Inconclusive("capsh is missing: scripts/test installs libcap2-bin");
            }

            program = ["capsh", $"--drop={drop}", "--", "-c", $"exec {Product.Daemon} --config {node.ConfigFile}"];
        }

        int exit = node.RunToEnd(node.Host.Command(program), Limit);
        string log = node.LogText();
        Assert.AreEqual(code, exit, $"exit code; it said: {log}");
        Assert.Contains(named, log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", log, "a stack trace is not an error message for an operator");
        Assert.IsFalse(node.HasVip, "the VIP is bound");
        Assert.IsTrue(!killLeftovers || Janitor.Processes(node.Host.Namespace).Length == 0, "a process is left");
        Assert.AreEqual("", Shell.Run(node.Host.Command("nft", "list", "tables")).Trim(), "an nftables table is left");
    }
}
