using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.Logic.Upgrade.Backups;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>What a restoration takes away: what was added where the backup is everything that there was, and nothing else.</summary>
[TestClass]
public sealed class BackupTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-backup-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public async Task Added_BelowACoveredPath_Goes_AndOfAPathThatIsNewOrReachesFartherNow_Stays()
    {
        Write("app/a.conf", "old");
        Write("site/log/own", "left out");
        var before = Backup([Covered("app"), Covered("site", "log/")], "app/a.conf");
        await before.TakeAsync(CancellationToken.None);
        Write("app/a.conf", "new");
        Write("app/added.conf", "new");
        Write("more/b.conf", "an operator's, of a set that was made since");

        var now = Backup([Covered("app"), Covered("site"), Covered("more")], "app/a.conf", "app/added.conf", "site/log/own", "more/b.conf");
        var (count, left) = await now.RestoreAsync(CancellationToken.None);

        Assert.AreEqual("old", File.ReadAllText(Place("app/a.conf")));
        Assert.AreEqual((2, false), (count, File.Exists(Place("app/added.conf"))));
        Assert.IsTrue(File.Exists(Place("more/b.conf")) && File.Exists(Place("site/log/own")));
        Assert.AreEqual($"{Place("site/log/own")} {Place("more/b.conf")}", string.Join(' ', left));
    }

    [TestMethod]
    public async Task Manifest_OfAnEarlierVersion_CoversNothing()
    {
        Write("app/a.conf", "old");
        var backup = Backup([Covered("app")], "app/a.conf");
        await backup.TakeAsync(CancellationToken.None);
        var manifest = Path.Combine(_folder.FullName, "upgrade/backup/manifest.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(manifest))!.AsObject();
        Assert.IsTrue(json.Remove("covered"));
        File.WriteAllText(manifest, json.ToJsonString());
        Write("app/a.conf", "new");
        Write("app/added.conf", "new");

        var (count, left) = await Backup([Covered("app")], "app/a.conf", "app/added.conf").RestoreAsync(CancellationToken.None);

        Assert.AreEqual(("old", "new"), (File.ReadAllText(Place("app/a.conf")), File.ReadAllText(Place("app/added.conf"))));
        Assert.AreEqual((1, Place("app/added.conf")), (count, left.Single()));
    }

    private ConfigurationBackup Backup(IReadOnlyList<CoveredPath> paths, params string[] files)
    {
        Write("hamgm.yaml", "own");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "upgrade"));
        IReadOnlyList<SyncSetFile> List() => [.. files.Select(name => new SyncSetFile("app", SyncKind.Config, Place(name), Place(name), false, FileDigest.Compute(Place(name))))];
        return new ConfigurationBackup(Path.Combine(_folder.FullName, "upgrade"), Place("hamgm.yaml"), _ => Task.FromResult(List()), () => paths, TimeProvider.System);
    }

    private CoveredPath Covered(string name, string exclude = "") => new(Place(name), exclude);

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place(name))!);
        File.WriteAllText(Place(name), text);
    }
}
