using System.Diagnostics;

namespace Thrift.Runtime.Tests.Generated;

[TestClass]
public sealed class GeneratedCodeTests
{
    private const int NoCompiler = 3;
    private const int OtherCompiler = 4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Committed_AgainstAFreshRun_IsTheSame()
    {
        var root = RepositoryRoot();
        var fresh = Directory.CreateTempSubdirectory("hamgm-gen-");
        try
        {
            using var run = Process.Start(new ProcessStartInfo(Path.Combine(root, "scripts", "generate-thrift"), [fresh.FullName])
            {
                RedirectStandardError = true,
            })!;
            var complaint = await run.StandardError.ReadToEndAsync(TestContext.CancellationToken);
            await run.WaitForExitAsync(TestContext.CancellationToken);
            if (run.ExitCode is NoCompiler or OtherCompiler)
            {
                Assert.Inconclusive(complaint.Trim());
            }

            Assert.AreEqual(0, run.ExitCode, complaint);
            var committed = Path.Combine(root, "thrift", "HAMgm.Thrift.Generated", "gen");
            CollectionAssert.AreEqual(Files(fresh.FullName), Files(committed), "scripts/generate-thrift has not been run");
            foreach (var file in Files(committed))
            {
                Assert.AreEqual(
                    await File.ReadAllTextAsync(Path.Combine(fresh.FullName, file), TestContext.CancellationToken),
                    await File.ReadAllTextAsync(Path.Combine(committed, file), TestContext.CancellationToken),
                    $"{file} differs: run scripts/generate-thrift");
            }
        }
        finally
        {
            fresh.Delete(recursive: true);
        }
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Order(StringComparer.Ordinal)];

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HAMgm.Kernel.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("HAMgm.Kernel.sln");
    }
}
