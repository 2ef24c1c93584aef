using HAMgm.Logic.Sync.Files;
using HAMgm.Logic.Sync.Runs;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>Where files wait until they are proved: nobody else may exchange them there.</summary>
[TestClass]
public sealed class StagingTests
{
    [TestMethod]
    public void Open_FolderOfSomebodyElse_IsNotTaken()
    {
        if (!NativeFiles.IsRoot)
        {
            Assert.Inconclusive("needs root");
        }

        using var folder = new TemporaryFolder();
        var place = Path.Combine(folder.Path, "conf");
        var (beside, inside) = (Path.Combine(folder.Path, ".hamgm-sync.conf"), Path.Combine(place, ".hamgm-sync"));
        Directory.CreateDirectory(beside);
        NativeFiles.SetOwner(beside, 4242, 4242);

        Assert.AreEqual(inside, Staging.Open("/conf", place, isFile: false).Folder);

        NativeFiles.SetOwner(inside, 4242, 4242);
        var refused = Assert.ThrowsExactly<IOException>(() => Staging.Open("/conf", place, isFile: false));
        StringAssert.Contains(refused.Message, "belongs to user 4242");
    }
}
