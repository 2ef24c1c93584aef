namespace HAMgm.Scripts.Tests;

[TestClass]
public sealed class DiskTests
{
    [TestMethod]
    public void Disk_TheRoot_IsMeasured()
    {
        var answer = new Script("health/disk.sh").With("path", "/").With("max_percent", 100).With("warn_percent", 100).Run().Expect(0, "/: ");
        Assert.IsTrue(answer.Metrics["used_percent"] is > 0 and <= 100);
        Assert.IsGreaterThan(0, answer.Metrics["available_mib"]);
    }

    [TestMethod]
    public void Disk_NoSuchPath_Fails() => new Script("health/disk.sh").With("path", "/no/such/folder").Run().Expect(2, "/no/such/folder");

    /// <summary>After an error of the disk it is read-only and nearly empty; a mount that a unit made read-only is well.</summary>
    [TestMethod]
    public void Disk_ReadOnly_FailsIfTheFileSystemIsAndNotIfAMountIs()
    {
        if (Environment.UserName != "root")
        {
            Assert.Inconclusive("only root can mount a small file system");
        }

        var (folder, mirror) = (Programs.MakeFolder("disk"), Programs.MakeFolder("mirror"));
        Mount("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
        try
        {
            Mount("mount", "--bind", folder, mirror);
            Mount("mount", "-o", "remount,ro,bind", mirror);
            new Script("health/disk.sh").With("path", mirror).Run().Expect(0, "used");
            Assert.IsFalse(HAMgm.Linux.Files.FileSystemUse.Read(mirror).IsReadOnly);
            Mount("mount", "-o", "remount,ro", folder);
            new Script("health/disk.sh").With("path", folder).Run().Expect(2, "read-only");
            Assert.IsTrue(HAMgm.Linux.Files.FileSystemUse.Read(folder).IsReadOnly);
        }
        finally
        {
            Mount("umount", mirror);
            Mount("umount", folder);
        }
    }

    [TestMethod]
    public void Disk_FillsUp_IsDegradedThenFails()
    {
        if (Environment.UserName != "root")
        {
            Assert.Inconclusive("only root can mount a small file system");
        }

        var folder = Programs.MakeFolder("disk");
        Mount("mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=20", "tmpfs", folder);
        try
        {
            var script = new Script("health/disk.sh").With("path", folder);
            script.Run().Expect(0, "used");
            File.WriteAllBytes(Path.Combine(folder, "a"), new byte[900 * 1024]);
            script.Run().Expect(1, "used");
            File.WriteAllBytes(Path.Combine(folder, "b"), new byte[100 * 1024]);
            script.Run().Expect(2, "used");
            File.Delete(Path.Combine(folder, "a"));
            foreach (var i in Enumerable.Range(0, 18))
            {
                File.WriteAllText(Path.Combine(folder, $"f{i}"), "");
            }

            script.Run().Expect(2, "inodes used");
        }
        finally
        {
            Mount("umount", folder);
            Directory.Delete(folder);
        }
    }

    private static void Mount(params string[] command)
    {
        using var process = System.Diagnostics.Process.Start(command[0], command[1..]);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }
}
