using System.Net.Sockets;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>
/// Where a guard answers. Not hamgm-daemon itself: that one guards a process of its own, and the nodes of these tests share one. It speaks the
/// same line of JSON (docs/guard.md), and what it is asked for is done: the node is replaced.
/// </summary>
internal sealed class GuardSocket : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path;

    public GuardSocket(string dataDirectory, Func<Task> replace)
    {
        Directory.CreateDirectory(dataDirectory);
        _path = Path.Combine(dataDirectory, "daemon.sock");
        File.Delete(_path);
        _listener.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Listen(8);
        _ = ServeAsync(replace);
    }

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(_path);
    }

    private async Task ServeAsync(Func<Task> replace)
    {
        try
        {
            while (true)
            {
                using var peer = await _listener.AcceptAsync();
                var buffer = new byte[4096];
                var length = await peer.ReceiveAsync(buffer);
                Assert.AreEqual("{\"op\":\"upgrade\"}\n", System.Text.Encoding.UTF8.GetString(buffer, 0, length));
                Asked++;
                await peer.SendAsync("{\"ok\":true}\n"u8.ToArray());
                _ = Task.Run(replace);
            }
        }
        catch (SocketException)
        {
            // Disposed.
        }
        catch (ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
