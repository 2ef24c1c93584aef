using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.StateMachine;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Authors;

/// <summary>What plugin authors begin with works as it stands: the template, the C# sample, and the guide's text, which is the sample's.</summary>
[TestClass]
public sealed class AuthorTests
{
    private const string Sample = "samples/csharp/RoleNote";

    [TestMethod]
    public async Task Template_NewProject_BuildsWithoutAnyPackageSourceAndTheKernelLoadsIt()
    {
        using var folder = new AuthorFolder();
        string hive = folder.In("hive");
        await folder.DotnetAsync("new", "install", AuthorFolder.Source("templates/hamgm-plugin"), "--debug:custom-hive", hive);
        await folder.DotnetAsync(
            "new", "hamgm-plugin", "-n", "Acme.Backup", "-o", folder.In("Acme.Backup"), "--id", "acme.backup", "--section", "backup", "--hamgm",
            AuthorFolder.Product, "--debug:custom-hive", hive);
        string built = await folder.BuildAsync(folder.In("Acme.Backup"));

        await using var sandbox = await DropInAsync("acme.backup", built, GivenSettings.With("backup.greeting", "the role is"));

        sandbox.Kernel.Events.Publish(Promotion);
        await sandbox.UntilLoggedAsync("acme.backup: the role is Primary term=4");
        Assert.IsFalse(Directory.GetFiles(built, "HAMgm.*").Length > 0, "the host's assemblies are not the plugin's");
        await UnloadsAsync(sandbox, "acme.backup");
    }

    [TestMethod]
    public async Task Sample_CSharp_BuildsAndDoesWhatTheGuideSays()
    {
        using var folder = new AuthorFolder();
        string built = await folder.BuildAsync(folder.Copy(Sample));
        string notes = folder.In("notes.txt");

        await using var sandbox = await DropInAsync("acme.role-note", built, GivenSettings.With("role_note.file", notes));

        sandbox.Kernel.Events.Publish(Promotion);
        await sandbox.Events.WaitForAsync("acme.role-note.written");
        Assert.AreEqual("node-001: Standby -> Primary, term 4\n", await File.ReadAllTextAsync(notes));
        await UnloadsAsync(sandbox, "acme.role-note");
    }

    [TestMethod]
    [DataRow("Acme.RoleNote.csproj")]
    [DataRow("RoleNoteModule.cs")]
    [DataRow("plugin.json")]
    public void Guide_CodeOfTheSample_IsTheSamples(string file)
    {
        string guide = File.ReadAllText(AuthorFolder.Source("docs/plugins.md"));
        StringAssert.Contains(guide, File.ReadAllText(AuthorFolder.Source(Path.Combine(Sample, file))).Trim());
    }

    private static RoleChangedEvent Promotion =>
        new("node-001", new StateTransition(NodeState.Standby, NodeState.Primary, "BIND-DONE", "", new Epoch(4), 0));

    // As an operator does it: the folder that was built, copied beside the others.
    private static async Task<PluginSandbox> DropInAsync(string id, string built, Dictionary<Type, object> offered)
    {
        var sandbox = new PluginSandbox { DropIns = true }.AddWatchman();
        sandbox.Kernel.Offer(offered);
        await sandbox.StartAsync();
        Directory.CreateDirectory(sandbox.Folder(id));
        foreach (string file in Directory.GetFiles(built))
        {
            File.Copy(file, Path.Combine(sandbox.Folder(id), Path.GetFileName(file)));
        }

        await sandbox.Events.WaitForAsync($"{id}:Running");
        return sandbox;
    }

    private static async Task UnloadsAsync(PluginSandbox sandbox, string id)
    {
        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(id, false, CancellationToken.None);
        Assert.AreEqual(ModuleState.Disabled, sandbox.State(id));
        Assert.IsTrue(PluginSandbox.IsCollected(id));
    }
}
