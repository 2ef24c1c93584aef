using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Data.Tests;

[TestClass]
public sealed class FailureTests
{
    [TestMethod]
    public void Load_NewDirectory_IsPrivate()
    {
        using var bench = DataBench.Open();
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        Assert.AreEqual(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(bench.Folder));
        bench.Data.Set("a", "1");
        foreach (var file in Directory.GetFiles(bench.Folder))
        {
            Assert.AreEqual(owner, File.GetUnixFileMode(file), file);
        }
    }

    [TestMethod]
    public void Load_DirectoryInUse_NamesTheProcess()
    {
        using var bench = DataBench.Open();

        var thrown = Assert.ThrowsExactly<HamgmException>(() => DataBench.Wait(bench.New().LoadAsync(CancellationToken.None)));

        Assert.AreEqual(ErrorCodes.Conflict, thrown.Code);
        StringAssert.Contains(thrown.Message, $"in use by process {Environment.ProcessId}");
        StringAssert.Contains(thrown.Message, bench.Folder);
    }

    [TestMethod]
    public void Load_DirectoryCannotBeMade_NamesItAndTheRemedy()
    {
        using var bench = new DataBench();
        File.WriteAllText(bench.Folder, "a file where the directory should be");

        var thrown = Assert.ThrowsExactly<HamgmException>(() => DataBench.Wait(bench.Data.LoadAsync(CancellationToken.None)));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, bench.Folder), (thrown.Kind, thrown.Code, thrown.Subject));
        StringAssert.Contains(thrown.Message, "set data_dir to another directory");
    }
}
