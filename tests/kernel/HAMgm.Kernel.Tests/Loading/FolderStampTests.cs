using HAMgm.Kernel.Loading;

namespace HAMgm.Kernel.Tests.Loading;

[TestClass]
public sealed class FolderStampTests : IDisposable
{
    private static readonly DateTime Written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-stamp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The number is written down here: a plugin that was set aside for its crashes is known again in the next process by it.</summary>
    [TestMethod]
    public void Of_TheSameFiles_IsTheSameInEveryProcess()
    {
        Write("plugin.json", "{}");
        Write("lib/a.dll", "abc");

        Assert.AreEqual(-4063217867976815467, FolderStamp.Of(_folder));
    }

    [TestMethod]
    public void Of_AnyChange_IsAnotherNumber()
    {
        Write("plugin.json", "{}");
        Write("a.dll", "abc");
        List<long> stamps = [FolderStamp.Of(_folder)];
        Write("a.dll", "abcd");
        stamps.Add(FolderStamp.Of(_folder));
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "a.dll"), Written.AddTicks(1));
        stamps.Add(FolderStamp.Of(_folder));
        File.Move(Path.Combine(_folder, "a.dll"), Path.Combine(_folder, "b.dll"));
        stamps.Add(FolderStamp.Of(_folder));
        File.Delete(Path.Combine(_folder, "b.dll"));
        stamps.Add(FolderStamp.Of(_folder));

        Assert.HasCount(stamps.Count, stamps.Distinct().ToArray());
    }

    [TestMethod]
    public void Of_NoManifest_IsZero() => Assert.AreEqual(0, FolderStamp.Of(_folder));

    private void Write(string path, string text)
    {
        string full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        File.SetLastWriteTimeUtc(full, Written);
    }
}
