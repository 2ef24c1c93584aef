using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Lifecycle;

/// <summary>A plugin's files are replaced in every way in which people copy. A mapped file that is copied over would end this very process.</summary>
[TestClass]
public sealed class CopyingTests
{
    private const string Greeter = "fixture.greeter";
    private const string Native = "fixture.native";

    private static readonly Dictionary<string, Func<string, byte[], Task>> Ways = new(StringComparer.Ordinal)
    {
        ["cp over it"] = (path, bytes) => File.WriteAllBytesAsync(path, bytes),
        ["mv over it"] = async (path, bytes) =>
        {
            await File.WriteAllBytesAsync(path + ".tmp", bytes);
            File.Move(path + ".tmp", path, overwrite: true);
        },
        ["rsync: hidden file in the folder, renamed"] = async (path, bytes) =>
        {
            string hidden = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.Xy1");
            await File.WriteAllBytesAsync(hidden, bytes);
            File.Move(hidden, path, overwrite: true);
        },
        ["deleted, then written"] = (path, bytes) =>
        {
            File.Delete(path);
            return File.WriteAllBytesAsync(path, bytes);
        },
        ["truncated and written slowly, with pauses longer than the settle time"] = WriteSlowlyAsync,
    };

    public static IEnumerable<object[]> Names => Ways.Keys.Select(way => new object[] { way });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Replace_Assembly_TheNewOneRunsAndNothingWasLost(string way)
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddGuest();
        await sandbox.StartAsync();
        string assembly = Path.Combine(sandbox.Folder(Greeter), "Fixture.Greeter.dll");
        byte[] bytes = await File.ReadAllBytesAsync(assembly);

        await Ways[way](assembly, bytes);

        await sandbox.Events.WaitForAsync($"{Greeter}:Running", 2);
        await sandbox.Events.WaitForAsync($"{"fixture.guest"}:Running", 2);
        Assert.IsFalse(sandbox.Events.Seen.Contains($"{Greeter}:Faulted"), string.Join(", ", sandbox.Events.Seen));
        Assert.IsTrue(PluginSandbox.IsCollectedDownTo(Greeter, 1));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Replace_NativeLibraryInUse_IsHarmlessAndTheNewOneIsUsed(string way)
    {
        await using var sandbox = AddNative(new PluginSandbox());
        await sandbox.StartAsync();
        string library = Path.Combine(sandbox.Folder(Native), "libfixture_native.so");
        byte[] bytes = await File.ReadAllBytesAsync(library);

        await Ways[way](library, bytes);

        // Called all the while: its code must not go away below the feet of whoever runs it.
        await sandbox.Events.WaitForAsync($"{Native}:Running", 2);
        PluginResult result = await sandbox.Kernel.Plugins.ExecutePluginAsync(Native, new Dictionary<string, object?>(), CancellationToken.None);
        Assert.IsGreaterThan(3_000_000L, (long)result.Value!);
    }

    [TestMethod]
    public async Task Replace_NativeLibraryTruncatedWhileItRuns_GoesOn()
    {
        await using var sandbox = AddNative(new PluginSandbox());
        await sandbox.StartAsync();
        await File.WriteAllBytesAsync(Path.Combine(sandbox.Folder(Native), "libfixture_native.so"), []);

        PluginResult result = await sandbox.Kernel.Plugins.ExecutePluginAsync(Native, new Dictionary<string, object?>(), CancellationToken.None);

        Assert.IsTrue(result.Success || sandbox.State(Native) != ModuleState.Running, result.Error);
    }

    [TestMethod]
    public async Task Replace_AssemblyCutShort_OldOneRunsOnUntilItIsWhole()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        string assembly = Path.Combine(sandbox.Folder(Greeter), "Fixture.Greeter.dll");
        byte[] bytes = await File.ReadAllBytesAsync(assembly);

        await File.WriteAllBytesAsync(assembly, bytes[..(bytes.Length / 2)]);
        await sandbox.UntilLoggedAsync("is not whole");

        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
        StringAssert.Contains(sandbox.Reason(Greeter), "is not whole");
        await sandbox.Kernel.Modules.SendMessageAsync("test", Greeter, "hi", CancellationToken.None);
        await File.WriteAllBytesAsync(assembly, bytes);
        await sandbox.Events.WaitForAsync("greeter.loaded", 2);
    }

    [TestMethod]
    public async Task DropIn_AssemblyComesLongAfterTheManifest_RunsOnceItIsThere()
    {
        await using var sandbox = new PluginSandbox { DropIns = true }.AddWatchman();
        await sandbox.StartAsync();
        sandbox.Add(Greeter, "Greeter", "component", provides: [PluginSandbox.Receiver], listed: false);
        string assembly = Path.Combine(sandbox.Folder(Greeter), "Fixture.Greeter.dll");
        byte[] bytes = await File.ReadAllBytesAsync(assembly);
        File.Delete(assembly);
        await sandbox.Events.WaitForAsync($"{Greeter}:Faulted");

        await WriteSlowlyAsync(assembly, bytes);

        await sandbox.Events.WaitForAsync($"{Greeter}:Running");
    }

    [TestMethod]
    public async Task DropIn_ProviderComesAfterWhoNeedsIt_BothRun()
    {
        await using var sandbox = new PluginSandbox { DropIns = true }.AddWatchman();
        await sandbox.StartAsync();
        sandbox.Add("fixture.guest", "Guest", requires: [PluginSandbox.Receiver, PluginSandbox.Guard + "?"], listed: false);
        await sandbox.Events.WaitForAsync("fixture.guest:Faulted");
        StringAssert.Contains(sandbox.Reason("fixture.guest"), "missing provider");

        sandbox.Add(Greeter, "Greeter", "component", provides: [PluginSandbox.Receiver], listed: false);

        await sandbox.Events.WaitForAsync("fixture.guest:Running");
    }

    [TestMethod]
    public async Task Replace_AssemblyInAFolderElsewhere_IsSeenToo()
    {
        await using var sandbox = new PluginSandbox().AddWatchman();
        sandbox.Add(Greeter, "Greeter", "component", provides: [PluginSandbox.Receiver], listed: false);
        string elsewhere = Path.Combine(sandbox.Root, "elsewhere");
        Directory.Move(sandbox.Folder(Greeter), elsewhere);
        sandbox.List(Greeter, folder: elsewhere);
        await sandbox.StartAsync();
        string assembly = Path.Combine(elsewhere, "Fixture.Greeter.dll");

        await File.WriteAllBytesAsync(assembly, await File.ReadAllBytesAsync(assembly));

        await sandbox.Events.WaitForAsync($"{Greeter}:Running", 2);
    }

    [TestMethod]
    public async Task Change_SettingsOfOneThatFailed_StartsIt()
    {
        await using var sandbox = new PluginSandbox().AddWatchman().AddThrower("config");
        await sandbox.StartAsync();
        await sandbox.Events.WaitForAsync("fixture.thrower:Faulted");

        sandbox.Relist("fixture.thrower", settings: """{ "in": "nowhere" }""");

        await sandbox.Events.WaitForAsync("fixture.thrower:Running");
    }

    private static PluginSandbox AddNative(PluginSandbox sandbox)
    {
        string? library = ((string[])["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/lib64"])
            .Select(folder => Path.Combine(folder, "libsqlite3.so.0")).FirstOrDefault(File.Exists);
        if (library is null)
        {
            Assert.Inconclusive("libsqlite3.so.0 was not found: scripts/test installs it");
        }

        sandbox.Add(Native, "NativeUser", "executable");
        File.Copy(library!, Path.Combine(sandbox.Folder(Native), "libfixture_native.so"));
        return sandbox;
    }

    private static async Task WriteSlowlyAsync(string path, byte[] bytes)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        foreach (byte[] part in bytes.Chunk((bytes.Length / 3) + 1))
        {
            await file.WriteAsync(part);
            await Task.Delay(150);
        }
    }
}
