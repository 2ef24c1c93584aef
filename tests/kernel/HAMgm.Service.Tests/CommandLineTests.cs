namespace HAMgm.Service.Tests;

[TestClass]
public sealed class CommandLineTests
{
    [TestMethod]
    public void Parse_Nothing_GivesTheDefaults()
    {
        CommandLine line = CommandLine.Parse([]);
        Assert.AreEqual("/etc/hamgm/hamgm.yaml", line.ConfigPath);
        Assert.AreEqual(Path.Combine(AppContext.BaseDirectory, "plugins"), line.PluginsFolder);
        Assert.IsFalse(line.IsCheck);
        Assert.IsNull(line.Error);
    }

    [TestMethod]
    [DataRow("--config", "/a/b.yaml")]
    [DataRow("--config=/a/b.yaml", null)]
    public void Parse_Config_IsTakenInBothForms(string first, string? second)
    {
        CommandLine line = CommandLine.Parse(second is null ? [first, "--check"] : [first, second, "--check"]);
        Assert.AreEqual("/a/b.yaml", line.ConfigPath);
        Assert.IsTrue(line.IsCheck);
    }

    [TestMethod]
    [DataRow("--configuration")]
    [DataRow("--config")]
    [DataRow("--check=yes")]
    [DataRow("start")]
    public void Parse_Wrong_NamesTheArgument(string argument) =>
        StringAssert.Contains(CommandLine.Parse([argument]).Error, argument);
}
