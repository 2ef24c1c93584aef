using HAMgm.Component.Plugin.Discovery;
using HAMgm.Component.Plugin.Tests.Support;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Component.Plugin.Tests;

/// <summary>Scripts are found, noticed, judged.</summary>
[TestClass]
public sealed class DiscoveryTests
{
    [TestMethod]
    public async Task FindPlugins_FoldersAndNames_EachOnceAndTheOperatorsFirst()
    {
        await using var other = new ScriptSandbox();
        await using var sandbox = new ScriptSandbox(("scripts.folders", Path.Combine(other.Root, "scripts")));
        other.Write("health/disk.sh", "#!/bin/sh\n# @hamgm description=mine\n");
        sandbox.Write("health/disk.js", "// @hamgm description=the-product's\n").Write("health/README.md", "").Write("hooks/a.sh", "#!/bin/sh\n# @hamgm id=acme.a hook=fence\n");
        await sandbox.Component.LoadAsync(CancellationToken.None);
        IReadOnlyList<RuntimePlugin> found = sandbox.Component.FindPlugins(new Dictionary<string, string> { ["acme.named"] = "/nowhere/x.sh" });
        CollectionAssert.AreEquivalent(new[] { "acme.named", "health.disk", "acme.a" }, found.Select(one => one.Info.Id).ToArray());
        Assert.AreEqual("mine", found.Single(one => one.Info.Id == "health.disk").Info.Description);
        Assert.IsTrue(found.All(one => one.Info.Kind == PluginKind.Script && !one.Info.Critical));
        Assert.IsTrue(sandbox.Log.Lines.Any(line => line.Contains("disk.js", StringComparison.Ordinal) && line.Contains("left out", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task FindPlugins_FileDroppedInChangedAndRemoved_IsNoticed()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.StartAsync();
        using var changes = new SemaphoreSlim(0);
        ((IPluginRuntime)sandbox.Component).Changed += () => changes.Release();
        sandbox.Write("health/new.js", "function run(f) {}");
        Assert.IsTrue(await changes.WaitAsync(TimeSpan.FromSeconds(10)));
        RuntimePlugin first = sandbox.Component.FindPlugins(new Dictionary<string, string>()).Single();
        sandbox.Write("health/new.js", "function run(f) { return true; }");
        Assert.IsTrue(await changes.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.AreNotEqual(first.Stamp, sandbox.Component.FindPlugins(new Dictionary<string, string>()).Single().Stamp);
        File.Delete(sandbox.PathOf("health/new.js"));
        Assert.IsTrue(await changes.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.IsEmpty(sandbox.Component.FindPlugins(new Dictionary<string, string>()));
    }

    /// <summary>The kernel initializes a script anew when its stamp changes, and only then is the user another one.</summary>
    [TestMethod]
    public async Task FindPlugins_UserOfTheSettingsChanged_EveryScriptHasAnotherStamp()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.StartAsync();
        sandbox.Write("health/a.sh", "#!/bin/sh\n");
        RuntimePlugin before = sandbox.Component.FindPlugins(new Dictionary<string, string>()).Single();
        Assert.AreEqual(before, sandbox.Component.FindPlugins(new Dictionary<string, string>()).Single());
        sandbox.Config.SetString("scripts.user", "nobody");
        RuntimePlugin after = sandbox.Component.FindPlugins(new Dictionary<string, string>()).Single();
        Assert.AreNotEqual(before.Stamp, after.Stamp);
        await sandbox.EnableAsync(after, []);
        ScriptOutcome outcome = await sandbox.RunAsync("health.a");
        Assert.AreEqual(ScriptFailure.None, outcome.Failure, outcome.Message);
    }

    [TestMethod]
    public async Task Initialize_ManyErrors_SaysAllOfThem()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Component.LoadAsync(CancellationToken.None);
        sandbox.Write("health/bad.sh", "#!/bin/sh\n# @hamgm interval=soon user=nobody-here\n");
        File.SetUnixFileMode(sandbox.PathOf("health/bad.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        RuntimePlugin found = sandbox.Component.FindPlugins(new Dictionary<string, string>()).Single();
        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(() => sandbox.EnableAsync(found, new() { ["rise"] = 0L }));
        Assert.AreEqual(ErrorKind.Configuration, error.Kind);
        foreach (string part in (string[])["bad.sh:2: interval:", "plugins.json: rise:", "no user 'nobody-here'", "chmod +x"])
        {
            StringAssert.Contains(error.Message, part);
        }

        Assert.IsEmpty(sandbox.Scripts.GetScripts());
    }

    [TestMethod]
    public async Task Initialize_AndCleanUp_AreWhatGetScriptsShows()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/one.js", "// @hamgm interval=7s\nfunction run(f) {}").StartAsync();
        int changes = 0;
        sandbox.Scripts.Changed += () => changes++;
        ScriptInfo one = sandbox.Scripts.GetScripts().Single();
        Assert.AreEqual(("health.one", TimeSpan.FromSeconds(7)), (one.Id, one.Interval));
        await sandbox.Plugin("health.one").CleanupAsync(CancellationToken.None);
        Assert.IsEmpty(sandbox.Scripts.GetScripts());
        Assert.AreEqual(1, changes);
    }

    [TestMethod]
    public async Task WhyNot_ServiceIsRoot_OnlyRootMayBeAbleToChangeIt()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("needs root");
        }

        await using var sandbox = new ScriptSandbox();
        string script = sandbox.Write("health/one.sh", "#!/bin/sh\n").PathOf("health/one.sh");
        Assert.IsNull(ScriptTrust.WhyNot(script, 0));
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_111);
        StringAssert.Contains(ScriptTrust.WhyNot(script, 0), "can be changed by everybody");
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(sandbox.PathOf("health"), (UnixFileMode)0b111_111_111);
        StringAssert.Contains(ScriptTrust.WhyNot(script, 0), "can be exchanged by everybody");
        Assert.IsNull(ScriptTrust.WhyNot(script, 1000));
        File.SetUnixFileMode(sandbox.PathOf("health"), (UnixFileMode)0b111_101_101);
        string link = Path.Combine(sandbox.Root, "link.sh");
        File.CreateSymbolicLink(link, script);
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_111);
        StringAssert.Contains(ScriptTrust.WhyNot(link, 0), "can be changed by everybody");

        // Links on the way: who may exchange one, or a folder that it lies in, decides what is run.
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        Assert.IsNull(ScriptTrust.WhyNot(link, 0));
        string open = Directory.CreateDirectory(Path.Combine(sandbox.Root, "open")).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)0b111_111_111);
        string through = Path.Combine(open, "link.sh");
        File.CreateSymbolicLink(through, script);
        StringAssert.Contains(ScriptTrust.WhyNot(through, 0), $"who may write into {open}");
        string folderLink = Path.Combine(sandbox.Root, "s");
        File.CreateSymbolicLink(folderLink, "open/../scripts");
        StringAssert.Contains(ScriptTrust.WhyNot(Path.Combine(folderLink, "health", "one.sh"), 0), $"who may write into {open}");
        File.SetUnixFileMode(open, (UnixFileMode)0b111_101_101);
        Assert.IsNull(ScriptTrust.WhyNot(Path.Combine(folderLink, "health", "one.sh"), 0));
        File.CreateSymbolicLink(Path.Combine(sandbox.Root, "round"), "round");
        StringAssert.Contains(ScriptTrust.WhyNot(Path.Combine(sandbox.Root, "round"), 0), "too many links");
    }
}
