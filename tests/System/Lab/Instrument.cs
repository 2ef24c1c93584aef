using System.Diagnostics;
using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>One running VipProbe, asked for reports by a line on its standard input.</summary>
internal sealed class Instrument : IDisposable
{
    private readonly Process process;

    public Instrument(LabHost host, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "probe", "VipProbe");
        process = new Process { StartInfo = Shell.Describe(host.Command([program, .. arguments])) };
        process.Start();
        Read();
    }

    /// <summary>What it saw since the last report.</summary>
    public JsonObject Report()
    {
        process.StandardInput.WriteLine("report");
        process.StandardInput.Flush();
        return Read();
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private JsonObject Read() =>
        process.StandardOutput.ReadLine() is { } line
            ? JsonNode.Parse(line)!.AsObject()
            : throw new InvalidOperationException("VipProbe ended: " + process.StandardError.ReadToEnd());
}
