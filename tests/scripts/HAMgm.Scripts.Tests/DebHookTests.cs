using System.Diagnostics;

namespace HAMgm.Scripts.Tests;

/// <summary>
/// scripts/hooks/upgrade/deb.sh with the real dpkg on a root of its own (DPKG_ROOT). Where systemd runs, the hook leaves the work to it, outside of
/// that root: there only what is refused before is tested.
/// </summary>
[TestClass]
public sealed class DebHookTests
{
    private readonly string _folder = Programs.MakeFolder("deb");

    [TestInitialize]
    public void RequireDpkg()
    {
        if (!File.Exists("/usr/bin/dpkg-deb"))
        {
            Assert.Inconclusive("dpkg is not installed");
        }

        Directory.CreateDirectory(Path.Combine(_folder, "root/var/lib/dpkg/updates"));
        Directory.CreateDirectory(Path.Combine(_folder, "root/var/lib/dpkg/info"));
        File.WriteAllText(Path.Combine(_folder, "root/var/lib/dpkg/status"), "");
        File.WriteAllText(Path.Combine(_folder, "root/var/lib/dpkg/available"), "");
    }

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Hook_Package_IsInstalledOnce_AndARepeatedRunLeavesItAlone()
    {
        if (Directory.Exists("/run/systemd/system") || Environment.UserName != "root")
        {
            Assert.Inconclusive("installing needs root, and a system without systemd");
        }

        var package = Build("1.2.0-1");

        Assert.AreEqual((0, true), Run(package, "1.2.0", "hamgm-test 1.2.0-1 is installed"));
        Assert.AreEqual("hello\n", File.ReadAllText(Path.Combine(_folder, "root/opt/hamgm-test/hello")));
        Assert.AreEqual((0, true), Run(package, "1.2.0", "is installed already"));
    }

    [TestMethod]
    public void Hook_OtherVersion_OrNoPackage_IsRefusedByName()
    {
        var package = Build("1.2.0-1");
        File.WriteAllText(Path.Combine(_folder, "text"), "no package");

        Assert.AreEqual((3, true), Run(package, "1.3.0", "has version 1.2.0-1, not 1.3.0"));
        Assert.AreEqual((3, true), Run(package, "1.2", "has version 1.2.0-1, not 1.2"));
        Assert.AreEqual((3, true), Run(Path.Combine(_folder, "text"), "1.2.0", "is no package"));
    }

    private string Build(string version)
    {
        var tree = Path.Combine(_folder, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        Directory.CreateDirectory(Path.Combine(tree, "opt/hamgm-test"));
        File.SetUnixFileMode(Path.Combine(tree, "DEBIAN"), (UnixFileMode)0b111_101_101);
        File.WriteAllText(Path.Combine(tree, "DEBIAN/control"), $"Package: hamgm-test\nVersion: {version}\nArchitecture: all\nMaintainer: test <test@example.com>\nDescription: test\n");
        File.WriteAllText(Path.Combine(tree, "opt/hamgm-test/hello"), "hello\n");
        var package = Path.Combine(_folder, "hamgm-test.deb");
        using var build = Process.Start(new ProcessStartInfo("dpkg-deb", ["--build", "--root-owner-group", tree, package]) { RedirectStandardOutput = true })!;
        build.WaitForExit();
        Assert.AreEqual(0, build.ExitCode);
        return package;
    }

    private (int Code, bool SaidSo) Run(string package, string version, string said)
    {
        var hook = Path.Combine(AppContext.BaseDirectory, "hooks/upgrade/deb.sh");
        var start = new ProcessStartInfo(hook, [package, version]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DPKG_ROOT"] = Path.Combine(_folder, "root");
        start.Environment["DPKG_ADMINDIR"] = Path.Combine(_folder, "root/var/lib/dpkg");
        using var run = Process.Start(start)!;
        var errors = run.StandardError.ReadToEndAsync();
        var text = run.StandardOutput.ReadToEnd() + errors.Result;
        run.WaitForExit();
        return (run.ExitCode, text.Contains(said, StringComparison.Ordinal) ? true : throw new AssertFailedException($"{run.ExitCode}: {text}"));
    }
}
