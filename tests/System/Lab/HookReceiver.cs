using System.Diagnostics;
using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>A web hook's server on a host of the laboratory: writes each post's body as a line of a file.</summary>
internal sealed class HookReceiver : IDisposable
{
    // One line at a time, whole or not there.
    private const string Program = """
        import http.server, os, sys
        class Hook(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                os.write(out, body.replace(b'\n', b' ') + b'\n')
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'ok')
            def log_message(self, *args):
                pass
        out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        http.server.ThreadingHTTPServer(('0.0.0.0', 8080), Hook).serve_forever()
        """;

    private readonly string _file;
    private readonly Process _process;

    public HookReceiver(Lab lab, LabHost host)
    {
        _file = Path.Combine(lab.Folder, "posts.jsonl");
        Url = $"http://{host.Address}:8080/hook";
        _process = Process.Start(Shell.Describe(host.Command("/usr/bin/python3", "-c", Program, _file)))!;
    }

    public string Url { get; }

    /// <summary>Every notice so far: delivery id, type, kind, source node, sender.</summary>
    public IReadOnlyList<(string DeliveryId, string Type, string Kind, string Source, string Sender)> Notices() => !File.Exists(_file)
        ? []
        : [.. File.ReadAllText(_file).Split('\n').SkipLast(1).Select(line => JsonNode.Parse(line)!).SelectMany(post => post["alerts"]!.AsArray().Select(alert => (
            alert!["delivery_id"]!.GetValue<string>(), alert["alert_type"]!.GetValue<string>(), alert["kind"]!.GetValue<string>(),
            alert["source_node_id"]!.GetValue<string>(), post["node_id"]!.GetValue<string>())))];

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
