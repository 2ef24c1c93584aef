using System.Diagnostics;
using HAMgm.Cli.Tests.Harness;
using HAMgm.Tls;

namespace HAMgm.Cli.Tests;

/// <summary>hamgm-cli pki: what it makes, and what it refuses to destroy.</summary>
[TestClass]
public sealed class PkiTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-cli-pki-");

    private string Dir => Path.Combine(_folder.FullName, "pki");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public async Task Init_ThenIssue_MakesFilesThatOnlyTheirOwnerReads()
    {
        var made = await RunAsync("init");
        await RunAsync("issue", "node", "node-001", "--ip", "192.168.1.101,192.168.1.200", "--dns", "one.example");
        await RunAsync("issue", "admin");
        await RunAsync("issue", "viewer", "grafana", "--days", "30");

        Assert.AreEqual("ca", Data(made, "role"));
        CollectionAssert.AreEquivalent(
            new[] { "ca.crt", "ca.key", "node-001.crt", "node-001.key", "admin.crt", "admin.key", "grafana.crt", "grafana.key" },
            Directory.GetFiles(Dir).Select(Path.GetFileName).ToArray());
        foreach (var file in Directory.GetFiles(Dir))
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
        }

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Dir));

        var node = await RunAsync("show", "node-001");
        Assert.AreEqual("node node-001 urn:hamgm:node:node-001 825", $"{Data(node, "role")} {Data(node, "name")} {Data(node, "uri")} {Data(node, "daysLeft")}");
        CollectionAssert.AreEqual(
            new[] { "192.168.1.101", "192.168.1.200", "127.0.0.1", "::1", "one.example", "localhost" },
            node.Json.GetProperty("data").GetProperty("addresses").EnumerateArray().Select(item => item.GetString()).ToArray());
        Assert.AreEqual("30", Data(await RunAsync("show", Path.Combine(Dir, "grafana.crt")), "daysLeft"));
        var list = await RunAsync("list");
        Assert.AreEqual("admin ca viewer node", string.Join(' ', list.Json.GetProperty("data").GetProperty("certificates").EnumerateArray().Select(item => item.GetProperty("role").GetString())));
    }

    [TestMethod]
    public async Task Issue_EachRole_IsAcceptedByTheProductItself()
    {
        await CliUnderTest.RunAsync("pki", "init", "--dir", Dir);
        foreach (var (role, name) in new[] { ("node", "节点1"), ("admin", "alice@example"), ("viewer", "bob") })
        {
            string[] more = role == "node" ? ["--ip", "fd00::1"] : [];
            await RunAsync(["issue", role, name, .. more]);

            var material = TlsMaterial.Load(new TlsFiles(Path.Combine(Dir, "ca.crt"), Path.Combine(Dir, name + ".crt"), Path.Combine(Dir, name + ".key")));

            var now = new DateTimeOffset(2024, 1, 15, 11, 0, 0, TimeSpan.Zero);
            Assert.AreEqual((TlsProblem.None, name), (material.JudgeOwn(now, asServer: false).Problem, material.Identity!.Name));
            Assert.AreEqual(role == "node" ? TlsProblem.None : TlsProblem.Foreign, material.JudgeOwn(now, asServer: true).Problem);
            Assert.AreEqual(TlsProblem.Expired, material.JudgeOwn(now.AddYears(9), asServer: false).Problem);
            Assert.AreEqual(TlsProblem.NotYetValid, material.JudgeOwn(now.AddDays(-1), asServer: false).Problem);
        }
    }

    [TestMethod]
    [DataRow("ca")]
    [DataRow("admin")]
    public async Task AnExistingFile_IsReplacedOnlyWithForce(string name)
    {
        await RunAsync("init");
        await RunAsync("issue", "admin");
        var before = File.ReadAllText(Path.Combine(Dir, name + ".key"));
        string[] again = name == "ca" ? ["init"] : ["issue", "admin"];

        var refused = await CliUnderTest.RunAsync(["pki", .. again, "--dir", Dir]);

        Assert.AreEqual((ExitCode.Refused, 409), (refused.ExitCode, refused.Code));
        Assert.Contains("--force", refused.Details);
        Assert.AreEqual(before, File.ReadAllText(Path.Combine(Dir, name + ".key")));
        await RunAsync([.. again, "--force"]);
        Assert.AreNotEqual(before, File.ReadAllText(Path.Combine(Dir, name + ".key")));
        Assert.IsEmpty(Directory.GetFiles(Dir, "*.new"));
    }

    [TestMethod]
    public async Task Issue_LongerThanTheAuthorityLasts_EndsWithIt()
    {
        await RunAsync("init", "--days", "10");

        Assert.AreEqual("10", Data(await RunAsync("issue", "admin", "--days", "100"), "daysLeft"));
    }

    [TestMethod]
    [DataRow("issue node node-001", "--ip")]
    [DataRow("issue node", "name")]
    [DataRow("issue node a-name-longer-than-16 --ip 10.0.0.1", "16")]
    [DataRow("issue node node-001 --ip 10.0.0", "10.0.0")]
    [DataRow("issue node node-001 --ip 10.0.0.1 --dns a_b!", "a_b!")]
    [DataRow("issue admin alice --ip 10.0.0.1", "--ip")]
    [DataRow("issue admin ca", "'ca'")]
    [DataRow("issue admin ../alice", "../alice")]
    [DataRow("issue admin .alice", ".alice")]
    [DataRow("issue root", "viewer")]
    [DataRow("issue admin --days 0", "--days")]
    [DataRow("issue admin --days 99999", "--days")]
    [DataRow("init --days x", "--days")]
    public async Task WrongUsage_SaysWhatIsWrong(string arguments, string expected)
    {
        await RunAsync("init");

        var refused = await CliUnderTest.RunAsync(["pki", .. arguments.Split(' '), "--dir", Dir]);

        Assert.AreEqual(ExitCode.Usage, refused.ExitCode, refused.Out);
        Assert.Contains(expected, refused.Details);
    }

    [TestMethod]
    public async Task Issue_WithoutAnAuthority_SaysHowToMakeOne()
    {
        var refused = await CliUnderTest.RunAsync("pki", "issue", "admin", "--dir", Dir);

        Assert.AreEqual((ExitCode.Refused, 404), (refused.ExitCode, refused.Code));
        Assert.Contains("pki init", refused.Details);
    }

    [TestMethod]
    [DataRow("ca", "ca.key")]
    [DataRow("admin", "admin.key")]
    public async Task Files_OpenSslReadsThem(string name, string key)
    {
        await RunAsync("init");
        await RunAsync("issue", "admin");
        try
        {
            using var verify = Process.Start(new ProcessStartInfo("openssl", ["verify", "-x509_strict", "-CAfile", Path.Combine(Dir, "ca.crt"), "-attime", "1705316400", Path.Combine(Dir, name + ".crt")]) { RedirectStandardOutput = true })!;
            await verify.WaitForExitAsync();
            Assert.AreEqual(0, verify.ExitCode);
            using var check = Process.Start(new ProcessStartInfo("openssl", ["pkey", "-noout", "-check", "-in", Path.Combine(Dir, key)]) { RedirectStandardOutput = true })!;
            await check.WaitForExitAsync();
            Assert.AreEqual(0, check.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            Assert.Inconclusive($"no openssl: {absent.Message}");
        }
    }

    private async Task<CliResult> RunAsync(params string[] arguments)
    {
        var result = await CliUnderTest.RunAsync(["pki", .. arguments, "--dir", Dir]);
        Assert.AreEqual(0, result.ExitCode, result.Out + result.Error);
        return result;
    }

    private static string Data(CliResult result, string name) => result.Json.GetProperty("data").GetProperty(name).ToString();
}
