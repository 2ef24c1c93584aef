using System.Net.Sockets;
using System.Text;
using HAMgm.Contracts.Errors;

namespace HAMgm.Daemon.Control;

/// <summary>Asks a running guard.</summary>
internal static class ControlClient
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const int TimeoutMs = 5000;

    /// <summary>Sends a request and prints the answer.</summary>
    /// <returns>0, or <see cref="ExitCodes.Environment"/> when nobody answers or the answer is a refusal.</returns>
    public static int Ask(string dataDirectory, string operation, TextWriter output, TextWriter errors)
    {
        string path = Path.Combine(Path.GetFullPath(dataDirectory), ControlServer.SocketName);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = TimeoutMs, SendTimeout = TimeoutMs };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            _ = socket.Send(ControlProtocol.Request(operation));
            byte[] buffer = new byte[MaxAnswerBytes];
            int length = 0;
            for (int got = -1; got != 0 && length < buffer.Length; length += got)
            {
                got = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            }

            string answer = Encoding.UTF8.GetString(buffer, 0, length);
            output.Write(answer);
            return answer.StartsWith("{\"ok\":true", StringComparison.Ordinal) ? ExitCodes.Success : ExitCodes.Environment;
        }
        catch (Exception refusal) when (refusal is SocketException or ArgumentException)
        {
            errors.WriteLine($"hamgm-daemon: no guard answers on {path}: {refusal.Message}. Is the node running, and is this its data_dir?");
            return ExitCodes.Environment;
        }
    }
}
