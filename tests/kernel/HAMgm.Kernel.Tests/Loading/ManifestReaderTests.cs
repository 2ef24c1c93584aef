using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Lifecycle;
using HAMgm.Kernel.Loading;

namespace HAMgm.Kernel.Tests.Loading;

[TestClass]
public sealed class ManifestReaderTests
{
    private const string Good = """
        {
          "id": "acme.backup", "version": "1.2.3", "kind": "module", "contracts": "[0.1,0.2)",
          "requires": ["HAMgm.Contracts.Configuration.IConfigManager", "HAMgm.Contracts.Data.IDataStore?"],
          "provides": ["HAMgm.Contracts.Kernel.ICriticalGuard"],
          "critical": true, "description": "Backs up.", "assembly": "Acme.Backup.dll", "bootstrap": false,
          "settings": [ { "key": "acme.path" } ]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-manifest-").FullName;

    [TestCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Read_AllFields_AreKept()
    {
        PluginManifest manifest = Read(Good);
        Assert.AreEqual(new PluginInfo("acme.backup", "1.2.3", PluginKind.Module, true, _folder, "Backs up."), manifest.Info);
        Assert.IsFalse(manifest.Requires[0].IsOptional);
        Assert.IsTrue(manifest.Requires[1].IsOptional);
        Assert.AreEqual(typeof(ICriticalGuard), manifest.Provides.Single());
        Assert.AreEqual("Acme.Backup.dll", manifest.Assembly);
        Assert.AreEqual("""[ { "key": "acme.path" } ]""", manifest.SettingsSchema);
    }

    [TestMethod]
    [DataRow("\"critical\"", "\"crtical\"", "unknown field 'crtical'")]
    [DataRow("\"id\": \"acme.backup\",", "", "'id' is missing")]
    [DataRow("acme.backup", "Acme Backup", "'Acme Backup'")]
    [DataRow("\"module\"", "\"modul\"", "kind 'modul'")]
    [DataRow("[0.1,0.2)", "about 0.1", "contracts 'about 0.1'")]
    [DataRow("IConfigManager", "IConfigManger", "HAMgm.Contracts.Configuration.IConfigManger")]
    [DataRow("Acme.Backup.dll", "../Acme.Backup.dll", "'../Acme.Backup.dll'")]
    [DataRow("true", "\"yes\"", "'critical' must be true or false")]
    [DataRow("\"version\": \"1.2.3\"", "\"version\": \"1\", \"version\": \"2\"", "version")]
    [DataRow("\"settings\": [ { \"key\": \"acme.path\" } ]", "\"settings\": {}", "'settings' must be a list")]
    public void Read_Wrong_NamesFileAndField(string good, string bad, string expected)
    {
        KernelException error = Assert.ThrowsExactly<KernelException>(() => Read(Good.Replace(good, bad, StringComparison.Ordinal)));
        StringAssert.Contains(error.Message, expected);
        StringAssert.Contains(error.Message, Path.Combine(_folder, "plugin.json"));
        Assert.AreEqual(ExitCodes.Configuration, error.ExitCode);
    }

    [TestMethod]
    public void Read_TooLarge_IsRefusedUnread()
    {
        KernelException error = Assert.ThrowsExactly<KernelException>(() => Read(Good + new string(' ', 256 * 1024)));
        StringAssert.Contains(error.Message, "at most 262144");
    }

    [TestMethod]
    [DataRow("[0.1,0.2)", "0.1.0", true)]
    [DataRow("[0.1,0.2)", "0.1.99", true)]
    [DataRow("[0.1,0.2)", "0.2.0", false)]
    [DataRow("(0.1,0.2]", "0.1.0", false)]
    [DataRow("(0.1,0.2]", "0.2.0", true)]
    [DataRow("[0.1,)", "7.0.0", true)]
    [DataRow("0.1", "0.0.9", false)]
    public void VersionWindow_Contains_HonoursItsEnds(string text, string version, bool expected)
    {
        Assert.IsTrue(VersionWindow.TryParse(text, out VersionWindow? window));
        Assert.AreEqual(expected, window.Contains(Version.Parse(version)));
    }

    private PluginManifest Read(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "plugin.json"), json);
        return ManifestReader.Read(_folder);
    }
}
