namespace HAMgm.SystemTests;

/// <summary>The first thing that a newcomer types works.</summary>
[TestClass]
[TestCategory("System")]
[TestCategory("Long")]
public sealed class DemonstrationTests : PairTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [TestMethod]
    [RetryOnce]
    [DataRow("--demo", "")]
    [DataRow("--demo", "--loopback")]
    public void ScriptsRun_Demo_EndsWithZero(string first, string second)
    {
        string script = Path.Combine(Product.RepositoryRoot(), "scripts", "run");
        ShellResult result = Shell.TryRun([script, .. ((string[])[first, second]).Where(static argument => argument.Length > 0)], limit: Limit);
        TestContext.WriteLine(result.Output);
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
    }
}
