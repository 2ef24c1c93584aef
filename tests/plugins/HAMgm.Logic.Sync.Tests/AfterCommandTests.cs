using HAMgm.Contracts.Management;
using HAMgm.Logic.Sync.Runs;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>What a set has run, up to what the kernel takes.</summary>
[TestClass]
public sealed class AfterCommandTests
{
    [TestMethod]
    public async Task Run_WithLongNamesBeyondAscii_GetsAsManyWholeNamesAsFit()
    {
        using var folder = new TemporaryFolder();
        var written = Path.Combine(folder.Path, "files");
        var command = Command(folder, $"printf %s \"$HAMGM_FILES\" >{written}");

        // Some 240 kB; 60,000 characters of it are more than Linux takes.
        var names = Enumerable.Range(0, 1000).Select(i => $"/files/{i}{new string('配', 80)}").ToList();
        var problem = await command.RunAsync(5, names, CancellationToken.None);

        Assert.AreEqual(("", false), (problem, command.IsDue));
        Assert.IsTrue(new FileInfo(written).Length is > 90_000 and <= 100_000);
        var given = await File.ReadAllLinesAsync(written);
        CollectionAssert.AreEqual(names.Take(given.Length).ToArray(), given);
    }

    [TestMethod]
    public async Task Run_OfACommandThatTheKernelRefuses_IsAProblemAndStaysDue()
    {
        using var folder = new TemporaryFolder();
        var command = Command(folder, $": {new string('x', 200_000)}");

        var problem = await command.RunAsync(5, ["/files/x"], CancellationToken.None);

        StringAssert.Contains(problem, "cannot be started: Argument list too long");
        StringAssert.Contains(problem, "'app'");
        Assert.IsTrue(command.IsDue);
        Assert.IsLessThan(1000, problem.Length);
    }

    private static AfterCommand Command(TemporaryFolder folder, string after)
    {
        var command = new AfterCommand(TestSettings.Of(folder.Path), new SyncSet { Name = "app", Kind = SyncKind.Config, Paths = ["/files"], After = after });
        command.MakeDue();
        return command;
    }
}
