using System.Text.Json;
using HAMgm.Cli.Commands;

namespace HAMgm.Cli.Tests;

/// <summary>What config set makes of its words (specification 1, section 4.4.2).</summary>
[TestClass]
public sealed class BackupTests
{
    private const string Backup =
        """{ "success": true, "message": "ok", "timestamp": "t", "data": { "configKey": "a.b", "configValue": "5s" }, "error": null }""";

    [TestMethod]
    [DataRow("5s", "5s")]
    [DataRow("", "")]
    [DataRow("two words", "two words")]
    [DataRow("{ id: x }", "{ id: x }")]
    [DataRow("""{"success": true}""", """{"success": true}""")]
    [DataRow("""{"configKey": "a.b", "configValue": "5s"}""", """{"configKey": "a.b", "configValue": "5s"}""")]
    [DataRow("[1, 2]", "[1, 2]")]
    [DataRow(Backup, "5s")]
    public void Unwrap_Text_IsTheValue(string text, string value) => Assert.AreEqual(value, ConfigBackup.Unwrap("a.b", text));

    [TestMethod]
    [DataRow("""{"success": false, "data": null, "error": {"code": 404}}""", "when it failed")]
    [DataRow("""{"success": true, "data": {"nodes": []}, "error": null}""", "not whole")]
    [DataRow("""{ "success": true, "message": "ok", "data": { "configKey":""", "not whole")]
    [DataRow("success: true message: ok", "not whole")]
    public void Unwrap_DamagedBackup_IsRefused(string text, string details) =>
        StringAssert.Contains(Assert.ThrowsExactly<CliFailure>(() => ConfigBackup.Unwrap("a.b", text)).Details.En, details);

    [TestMethod]
    public void Unwrap_BackupOfAnotherKey_IsRefusedByName()
    {
        var failure = Assert.ThrowsExactly<CliFailure>(() => ConfigBackup.Unwrap("x.y", Backup));

        StringAssert.Contains(failure.Details.En, "'a.b', not for 'x.y'");
        Assert.AreEqual(2, failure.ExitCode);
    }

    [TestMethod]
    [DataRow("plain")]
    [DataRow("")]
    [DataRow("quote \" backslash \\ 中文 {\"success\": true}")]
    public void Unwrap_AnyValueInABackup_ComesBack(string value)
    {
        var text = $$"""{ "success": true, "data": { "configKey": "k", "configValue": {{JsonSerializer.Serialize(value)}} }, "error": null }""";

        Assert.AreEqual(value, ConfigBackup.Unwrap("k", text));
    }
}
