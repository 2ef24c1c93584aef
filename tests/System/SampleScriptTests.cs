using System.Diagnostics;
using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>The samples for authors of scripts, by the product's own test command.</summary>
[TestClass]
[TestCategory("System")]
public sealed class SampleScriptTests
{
    private static string Host => Path.Combine(Product.Folder, "hamgm-script-host");

    [TestInitialize]
    public void SkipWithoutTheProduct()
    {
        if (!File.Exists(Host))
        {
            Assert.Inconclusive($"no hamgm-script-host in {Product.Folder}: run scripts/publish artifacts/out, or scripts/test");
        }
    }

    [TestMethod]
    [DataRow("1000", "1000", "Healthy")]
    [DataRow("0", "1000", "Degraded")]
    [DataRow("0", "0", "Unhealthy")]
    public void JavaScript_Load_JudgesByItsParameters(string degraded, string unhealthy, string verdict)
    {
        JsonNode report = Run("javascript/load.js", $"degraded={degraded}", $"unhealthy={unhealthy}");

        Assert.AreEqual(verdict, report["verdict"]!.GetValue<string>(), report.ToString());
        Assert.IsGreaterThanOrEqualTo(0d, report["metrics"]!["load"]!.GetValue<double>());
    }

    [TestMethod]
    [DataRow(1, "Healthy")]
    [DataRow(30, "Degraded")]
    public void Shell_BackupAge_JudgesByTheFile(int hours, string verdict)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-hours).AddMinutes(-1));
            JsonNode report = Run("shell/backup-age", $"file={file}");

            Assert.AreEqual(verdict, report["verdict"]!.GetValue<string>(), report.ToString());
            Assert.AreEqual($"the last backup is {hours} h old", report["message"]!.GetValue<string>());
            Assert.AreEqual(hours, report["metrics"]!["age_hours"]!.GetValue<double>());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void Shell_BackupAge_NoBackup_IsUnhealthy() =>
        Assert.AreEqual("Unhealthy", Run("shell/backup-age", "file=/nonexistent/backup")["verdict"]!.GetValue<string>());

    private static JsonNode Run(string sample, params string[] parameters)
    {
        var start = new ProcessStartInfo(Host, ["--test", Path.Combine(Product.Folder, "samples", sample), "--json"]) { RedirectStandardOutput = true };
        foreach (string parameter in parameters)
        {
            start.ArgumentList.Add("--parameter");
            start.ArgumentList.Add(parameter);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonNode.Parse(output)!;
    }
}
