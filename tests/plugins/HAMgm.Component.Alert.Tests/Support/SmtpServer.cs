using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>npm's smtp-server in a process of its own. scripts/test installs it.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private SmtpServer(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                _lines.Writer.TryWrite(line.Data);
            }
        };
        process.BeginOutputReadLine();
    }

    public int Port { get; private set; }

    private static string Folder => Path.Combine(
        typeof(SmtpServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!, "artifacts", "interop", "smtp");

    /// <summary>Starts it; the test is inconclusive where node or the package is missing.</summary>
    public static async Task<SmtpServer> StartAsync(TestAuthority authority, string options)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "smtp-server")))
        {
            Assert.Inconclusive("npm's smtp-server is missing: scripts/test installs it");
        }

        var all = $$"""{"key":"{{authority.KeyFile}}","cert":"{{authority.CertificateFile}}"{{(options.Length > 0 ? "," : "")}}{{options}}}""";
        var server = new SmtpServer(Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Servers", "smtp.js"), Folder, all },
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!);
        var first = await server.ReadAsync();
        server.Port = int.Parse(first.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return server;
    }

    /// <summary>The next mail.</summary>
    public async Task<ReceivedMail> ReceiveAsync()
    {
        using var json = JsonDocument.Parse(await ReadAsync());
        var root = json.RootElement;
        return new ReceivedMail(
            root.GetProperty("login").GetString()!, root.GetProperty("from").GetString()!, [.. root.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)],
            root.GetProperty("secure").GetBoolean(), Encoding.UTF8.GetString(root.GetProperty("message").GetBytesFromBase64()));
    }

    public bool HasReceived => _lines.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> ReadAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _lines.Reader.ReadAsync(limit.Token);
    }
}
