using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace HAMgm.VipProbe;

/// <summary>Listens on a TCP port, so that a test can show what a node does whose port is taken.</summary>
internal sealed class PortHolder(IPEndPoint endpoint) : IProbe
{
    /// <inheritdoc/>
    public void Run(CancellationToken stop)
    {
        using TcpListener listener = new(endpoint);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new IOException($"listen on {endpoint}: {e.Message}", e);
        }

        stop.WaitHandle.WaitOne();
    }

    /// <inheritdoc/>
    public JsonObject Report() => new() { ["probe"] = "occupy", ["endpoint"] = endpoint.ToString() };
}
