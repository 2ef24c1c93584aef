using HAMgm.Contracts.Management;
using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Manifests;
using HAMgm.Logic.Sync.Planning;
using HAMgm.Logic.Sync.Runs;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>Somebody puts a link where a directory or a file was when the plan was made: this process, root, must not go through it.</summary>
[TestClass]
public sealed class PlacerTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _elsewhere = new();
    private readonly TemporaryFolder _root = new();

    private string Root => Path.Combine(_root.Path, "s");

    public void Dispose()
    {
        _root.Dispose();
        _elsewhere.Dispose();
    }

    [TestMethod]
    public void Place_ADirectoryIsALinkNow_NothingBelowIsMadeChangedOrRemoved()
    {
        foreach (var name in new[] { "d/old", "d/mode", "d/gone", "d/empty/" })
        {
            Make(Root, name);
            Make(_elsewhere.Path, name[2..]);
        }

        var before = Describe();
        var failed = Place(
            () =>
            {
                Directory.Delete(Path.Combine(Root, "d"), recursive: true);
                File.CreateSymbolicLink(Path.Combine(Root, "d"), _elsewhere.Path);
            },
            folders: ["d/new", "d/empty"], fetch: ["d/old", "d/more"], links: ["d/link"], attributes: ["d/mode"], deletions: ["d/gone", "d/empty"]);

        Assert.AreEqual("d/empty d/empty d/gone d/link d/mode d/more d/new d/old", failed, "each says so");
        Assert.AreEqual(before, Describe());
    }

    [TestMethod]
    public void Place_TheItemItselfIsALinkNow_WhatItLeadsToKeepsItsMode()
    {
        Make(Root, "e/");
        Make(Root, "mode");
        Make(_elsewhere.Path, "e/");
        Make(_elsewhere.Path, "mode");
        var before = Describe();

        var failed = Place(
            () =>
            {
                foreach (var name in new[] { "e", "mode" })
                {
                    if (name == "e")
                    {
                        Directory.Delete(Path.Combine(Root, name));
                    }
                    else
                    {
                        File.Delete(Path.Combine(Root, name));
                    }

                    File.CreateSymbolicLink(Path.Combine(Root, name), Path.Combine(_elsewhere.Path, name));
                }
            },
            folders: ["e"], attributes: ["mode"]);

        Assert.AreEqual("e mode", failed);
        Assert.AreEqual(before, Describe());
    }

    // Plans upon what is there, lets somebody change it, and places: the paths that failed.
    private string Place(Action change, string[] folders, string[]? fetch = null, string[]? links = null, string[]? attributes = null, string[]? deletions = null)
    {
        var set = new SyncSet { Name = "app", Kind = SyncKind.Config, Paths = [Root] };
        using var data = new TemporaryFolder();
        var scanner = new ManifestScanner(set, new HashCache(Path.Combine(data.Path, "hashes")), TimeProvider.System);
        var here = scanner.Scan(CancellationToken.None);
        ManifestEntry Wanted(string name, FileKind kind, string content = "")
        {
            var (user, group) = (here.Find(Root)!.User, here.Find(Root)!.Group);
            return new ManifestEntry(Path.Combine(Root, name), kind, content.Length, 0b111_111_111, user, group, content);
        }

        IReadOnlyList<ManifestEntry> All(string[]? names, FileKind kind, string content = "") => [.. (names ?? []).Select(name => Wanted(name, kind, content))];
        var staging = Staging.Open(Root, Root, isFile: false);
        var staged = All(fetch, FileKind.Regular, "new");
        foreach (var entry in staged)
        {
            Make(staging.Folder, staging.NameOf(entry.Path));
        }

        change();
        var placer = new Placer(set, [staging], scanner.Stats, new KeptCopies(data.Path, "app", DateTimeOffset.UtcNow), () => { });
        placer.Place(
            new SyncPlan(
                All(folders, FileKind.Directory), staged, All(links, FileKind.Link, "/etc"), All(attributes, FileKind.Regular),
                [.. (deletions ?? []).Select(name => here.Find(Path.Combine(Root, name))!)], [], new HashSet<string>()),
            staged, () => { });
        staging.Remove();
        Assert.IsTrue(placer.Files.All(file => file.Action == "failed"), string.Join('\n', placer.Files));
        return string.Join(' ', placer.Files.Select(file => Path.GetRelativePath(Root, file.Path)).Order(StringComparer.Ordinal));
    }

    private string Describe() => string.Join('\n', new DirectoryInfo(_elsewhere.Path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .Select(info => $"{info.FullName} {info.UnixFileMode}").Order(StringComparer.Ordinal));

    private static void Make(string folder, string name)
    {
        var place = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!, Private);
        if (!name.EndsWith('/'))
        {
            File.WriteAllText(place, "old");
            File.SetUnixFileMode(place, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
