using HAMgm.Daemon.Options;

namespace HAMgm.Daemon.Tests.Options;

[TestClass]
public sealed class DaemonArgumentsTests
{
    [TestMethod]
    public void TryParse_RunWithAll_TakesThem()
    {
        DaemonOptions options = Parse("--config=a.yaml", "--service", "/x/s", "--max-rss-mb", "100", "--max-fds=50", "--start-timeout", "7", "--stop-timeout", "8");
        Assert.AreEqual(DaemonCommand.Run, options.Command);
        Assert.AreEqual("a.yaml", options.ConfigPath);
        Assert.AreEqual("/x/s", options.ServicePath);
        Assert.AreEqual(100, options.MaxResidentMegabytes);
        Assert.AreEqual(50, options.MaxDescriptors);
        Assert.AreEqual(7, options.StartTimeout.TotalSeconds);
        Assert.AreEqual(8, options.StopTimeout.TotalSeconds);
    }

    [TestMethod]
    public void TryParse_ConfigOnly_ServiceIsBesideTheDaemon() =>
        Assert.AreEqual(Path.Combine(AppContext.BaseDirectory, "hamgm-service"), Parse("--config", "a").ServicePath);

    [TestMethod]
    public void TryParse_StatusAndRestart_NeedTheFolder()
    {
        Assert.AreEqual(DaemonCommand.Status, Parse("--status", "--data-dir", "/d").Command);
        Assert.AreEqual(DaemonCommand.Restart, Parse("--data-dir", "/d", "--restart").Command);
    }

    [TestMethod]
    [DataRow("", "--config FILE is missing")]
    [DataRow("--status", "--data-dir DIR is missing")]
    [DataRow("--config", "--config needs a value")]
    [DataRow("--config=", "--config needs a value")]
    [DataRow("--config a --frobnicate 1", "unknown option --frobnicate")]
    [DataRow("--config a extra", "extra needs a value, or is unknown")]
    [DataRow("--config a --max-fds many", "--max-fds needs a whole number")]
    [DataRow("--config a --max-fds -1", "--max-fds needs a whole number")]
    public void TryParse_Wrong_SaysWhat(string line, string expected)
    {
        Assert.IsNull(DaemonArguments.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out string error));
        Assert.Contains(expected, error);
    }

    [TestMethod]
    public void TryParse_HelpAndVersion_NeedNothing()
    {
        Assert.AreEqual(DaemonCommand.Help, Parse("--help").Command);
        Assert.AreEqual(DaemonCommand.Version, Parse("--version").Command);
    }

    private static DaemonOptions Parse(params string[] arguments)
    {
        DaemonOptions? options = DaemonArguments.TryParse(arguments, out string error);
        Assert.IsNotNull(options, error);
        return options;
    }
}
