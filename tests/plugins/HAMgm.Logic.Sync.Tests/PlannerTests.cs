using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Manifests;
using HAMgm.Logic.Sync.Planning;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>The rules by which three states of a set become a plan.</summary>
[TestClass]
public sealed class PlannerTests
{
    /// <summary>Content at source, target and last common ('-': not there); with delete; forced: what the plan says of the file.</summary>
    [TestMethod]
    [DataRow("x", "-", "-", false, false, "fetch")]
    [DataRow("x", "x", "x", false, false, "")]
    [DataRow("y", "x", "x", false, false, "fetch", DisplayName = "changed at the source")]
    [DataRow("x", "y", "x", false, false, "fetch keep", DisplayName = "changed at the target alone")]
    [DataRow("y", "z", "x", false, false, "conflict", DisplayName = "changed on both")]
    [DataRow("y", "z", "x", false, true, "fetch keep", DisplayName = "changed on both, forced")]
    [DataRow("y", "z", "-", false, false, "conflict", DisplayName = "made on both")]
    [DataRow("-", "x", "x", false, false, "", DisplayName = "gone at the source, and the set deletes nothing")]
    [DataRow("-", "x", "x", true, false, "delete", DisplayName = "gone at the source")]
    [DataRow("-", "y", "x", true, false, "conflict", DisplayName = "gone at the source, changed at the target")]
    [DataRow("-", "y", "x", true, true, "delete keep", DisplayName = "the same, forced")]
    [DataRow("-", "y", "-", true, false, "delete keep", DisplayName = "the target's own")]
    [DataRow("x", "-", "x", false, false, "fetch", DisplayName = "gone at the target")]
    public void Plan_OneFile_FollowsTheRules(string source, string target, string common, bool delete, bool force, string expected)
    {
        var plan = new SyncPlanner(delete, force, [], "", null, setsOwner: true).Plan(
            Of(source), Of(target), new CommonBase(common == "-" ? [] : new() { ["/s/f"] = $"f:{common}" }));

        Assert.AreEqual(expected, Describe(plan));
    }

    [TestMethod]
    public void Plan_FirstTime_TakesOverAndKeepsCopies()
    {
        var plan = new SyncPlanner(false, false, [], "", null, setsOwner: true).Plan(Of("x"), Of("y"), common: null);

        Assert.AreEqual("fetch keep", Describe(plan));
    }

    [TestMethod]
    public void Plan_EqualContentOtherMode_SetsTheModeAndFetchesNothing()
    {
        var plan = new SyncPlanner(false, false, [], "app:app", 0x180, setsOwner: true).Plan(Of("x"), Of("x"), new CommonBase([]));

        Assert.AreEqual("attributes", Describe(plan));
        Assert.AreEqual(("app", "app", 0x180), (plan.Attributes[0].User, plan.Attributes[0].Group, plan.Attributes[0].Mode));
    }

    [TestMethod]
    public void Plan_BelowALinkOfTheTarget_IsAConflict()
    {
        var source = new Manifest([Entry("/s/d", FileKind.Directory, ""), Entry("/s/d/f", FileKind.Regular, "x")]);
        var target = new Manifest([Entry("/s/d", FileKind.Link, "/etc")]);

        var plan = new SyncPlanner(false, true, [], "", null, setsOwner: true).Plan(source, target, null);

        CollectionAssert.AreEqual(new[] { "/s/d", "/s/d/f" }, plan.Conflicts.ToArray(), "it would land in /etc");
        Assert.IsTrue(plan.IsEmpty);
    }

    /// <summary>Folders, too: one that is made through the link gets its mode and owner in the link's target.</summary>
    [TestMethod]
    [DataRow("", "/s/d /s/d/e /s/d/e/f /s/d/g")]
    [DataRow("/s/d/e/f", "/s/d/e/f", DisplayName = "a named file needs its folders, and gets none")]
    public void Plan_FolderBelowALinkOfTheTarget_IsAConflictAndNothingElse(string only, string conflicts)
    {
        var source = new Manifest([
            Entry("/s/d", FileKind.Directory, ""), Entry("/s/d/e", FileKind.Directory, ""), Entry("/s/d/e/f", FileKind.Regular, "x"), Entry("/s/d/g", FileKind.Directory, ""),
            Entry("/s/d-not", FileKind.Directory, "")]);
        var target = new Manifest([Entry("/s/d", FileKind.Link, "/opt"), Entry("/s/d-not", FileKind.Directory, "")]);

        var plan = new SyncPlanner(false, true, only.Length > 0 ? [only] : [], "", null, setsOwner: true).Plan(source, target, null);

        Assert.AreEqual(conflicts, string.Join(' ', plan.Conflicts));
        Assert.IsTrue(plan.IsEmpty);
    }

    [TestMethod]
    public void Plan_NamedFiles_LeavesTheOthersAlone()
    {
        var source = new Manifest([Entry("/s/d", FileKind.Directory, ""), Entry("/s/d/a", FileKind.Regular, "x"), Entry("/s/e", FileKind.Directory, ""), Entry("/s/b", FileKind.Regular, "x")]);

        var plan = new SyncPlanner(true, false, ["/s/d/a"], "", null, setsOwner: true).Plan(source, new Manifest([Entry("/s/own", FileKind.Regular, "x")]), null);

        Assert.AreEqual("/s/d/a", plan.Fetch.Single().Path);
        Assert.AreEqual("/s/d", plan.Folders.Single().Path);
        Assert.IsEmpty(plan.Deletions);
    }

    [TestMethod]
    public void After_KeepsWhatWasCommonOfWhatStillDiffers()
    {
        var before = new CommonBase(new() { ["/s/f"] = "f:old", ["/s/gone"] = "f:g" });
        var source = new Manifest([Entry("/s/f", FileKind.Regular, "new"), Entry("/s/e", FileKind.Regular, "e")]);
        var target = new Manifest([Entry("/s/f", FileKind.Regular, "other"), Entry("/s/e", FileKind.Regular, "e"), Entry("/s/gone", FileKind.Regular, "g")]);

        var after = CommonBase.After(source, target, before);

        Assert.AreEqual("f:old", after.Find("/s/f"), "else the conflict would be forgotten");
        Assert.AreEqual("f:e", after.Find("/s/e"));
        Assert.AreEqual("f:g", after.Find("/s/gone"));
    }

    private static Manifest Of(string content) => new(content == "-" ? [] : [Entry("/s/f", FileKind.Regular, content)]);

    private static ManifestEntry Entry(string path, FileKind kind, string content) => new(path, kind, content.Length, 0x1A4, "root", "root", content);

    private static string Describe(SyncPlan plan) => string.Join(' ', new[]
    {
        plan.Fetch.Count > 0 ? "fetch" : "", plan.Attributes.Count > 0 ? "attributes" : "", plan.Deletions.Count > 0 ? "delete" : "",
        plan.Conflicts.Count > 0 ? "conflict" : "", plan.Keep.Count > 0 ? "keep" : "",
    }.Where(word => word.Length > 0));
}
