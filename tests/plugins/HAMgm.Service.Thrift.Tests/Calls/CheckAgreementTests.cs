using System.Text.Json;
using HAMgm.Component.Config;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.TestSupport;

namespace HAMgm.Service.Thrift.Tests.Calls;

/// <summary>What <c>--check</c> accepts starts, and what this plugin refuses at its start <c>--check</c> has refused: by the same key, in the same words.</summary>
[TestClass]
public class CheckAgreementTests
{
    [TestMethod]
    [DataRow("listen", "127.0.0.1", false, null)]
    [DataRow("listen", "127.0.0.2", false, null)]
    [DataRow("listen", "::1", false, null)]
    [DataRow("insecure_writes", "true", false, null)]
    [DataRow("listen", "0.0.0.0", false, "can be reached from outside")]
    [DataRow("listen", "0.0.0.0", true, "can be reached from outside")]
    [DataRow("listen", "::", true, "can be reached from outside")]
    [DataRow("listen", "10.0.0.1", true, "can be reached from outside")]
    public void Read_ASetting_IsRefusedAsByCheck(string name, string value, bool insecureWrites, string? reason)
    {
        var key = $"thrift.{name}";
        var config = new FakeConfig("node-a", "10.0.0.1", "", "").With(key, value);
        var section = name.Split('.') is [var outer, var inner] ? $"{outer}: {{ {inner}: '{value}' }}" : $"{name}: '{value}'";
        if (insecureWrites)
        {
            config.With("thrift.insecure_writes", "true");
            section += ", insecure_writes: true";
        }

        var errors = Check($"thrift: {{ {section} }}");

        if (reason is null)
        {
            Assert.IsEmpty(errors);
            _ = ThriftSettings.Read(config);
            return;
        }

        var refused = Assert.ThrowsExactly<HamgmException>(() => ThriftSettings.Read(config));
        Assert.AreEqual(key, refused.Subject);
        Assert.AreEqual(refused.Message.TrimEnd('.'), errors.Single());
        Assert.Contains(reason, refused.Message);
    }

    [TestMethod]
    [DataRow("ca", "thrift.tls.cert")]
    [DataRow("cert", "thrift.tls.ca")]
    [DataRow("key", "thrift.tls.ca")]
    public void Read_AThirdOfTls_IsRefusedAsByCheck(string name, string missing)
    {
        var config = new FakeConfig("node-a", "10.0.0.1", "", "").With($"thrift.tls.{name}", "x.pem");

        var errors = Check($"thrift: {{ tls: {{ {name}: x.pem }} }}");

        var refused = Assert.ThrowsExactly<HamgmException>(() => ThriftSettings.Read(config));
        Assert.AreEqual(missing, refused.Subject);
        Assert.AreEqual(refused.Message.TrimEnd('.'), errors.Single());
    }

    [TestMethod]
    public void Read_AnyAddressWithTls_IsServed()
    {
        var config = new FakeConfig("node-a", "10.0.0.1", "", "").With("thrift.listen", "0.0.0.0")
            .With("thrift.tls.ca", "ca.crt").With("thrift.tls.cert", "a.crt").With("thrift.tls.key", "a.key");

        Assert.IsEmpty(Check("thrift: { listen: 0.0.0.0, tls: { ca: ca.crt, cert: a.crt, key: a.key } }"));
        Assert.AreEqual("a.crt", ThriftSettings.Read(config).Tls!.Certificate);
    }

    private static string[] Check(string thrift)
    {
        var folder = Directory.CreateTempSubdirectory("hamgm-check-");
        try
        {
            var path = Path.Combine(folder.FullName, "hamgm.yaml");
            File.WriteAllText(path, $"node: {{ id: node-a, ip: 10.0.0.1 }}\nvip: {{ address: 10.0.0.9/24, interface: eth0 }}\n{thrift}\n");
            var issues = new ConfigComponent(new FakeHost(path), new Catalog(), new RecordingLogger()).Check(path);
            return [.. issues.Where(issue => !issue.IsWarning).Select(issue => $"{issue.Key}: {issue.Message}")];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class Catalog : IPluginCatalog
    {
        public IReadOnlyDictionary<string, string> SettingsSchemas { get; } = ReadSchemas();

        public string GetPluginSettings(string pluginId) => "{}";

        private static Dictionary<string, string> ReadSchemas()
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", "component.config.json")));
            return new Dictionary<string, string> { ["component.config"] = manifest.RootElement.GetProperty("settings").GetRawText() };
        }
    }
}
