using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HAMgm.Thrift.Benchmarks.Fuzzing;

/// <summary>Sends hostile messages to a server until enough have been sent or the time is over.</summary>
/// <param name="endPoint">The server, TCP or Unix socket.</param>
/// <param name="seed">What makes the run the same again.</param>
internal sealed class FuzzRun(EndPoint endPoint, int seed)
{
    /// <summary>A connection whose server says nothing and does not close for so long is a hang.</summary>
    public static readonly TimeSpan HangAfter = TimeSpan.FromSeconds(30);

    private const int MessagesAConnection = 24;

    private long _frames;
    private long _connections;
    private long _answers;

    /// <summary>Messages that the server has begun to read.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Connections that were made.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Answers that came back, errors included (framed connections alone).</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Runs it on so many connections at a time.</summary>
    /// <exception cref="TimeoutException">The server hangs.</exception>
    public async Task RunAsync(long frames, TimeSpan time, int parallel, Action? everyNowAndThen = null)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var workers = Enumerable.Range(0, parallel).Select(worker => Task.Run(async () =>
        {
            var mutator = await FrameMutator.CreateAsync(seed + worker);
            while (Frames < frames && Stopwatch.GetTimestamp() < end)
            {
                await OneConnectionAsync(mutator);
                if (worker == 0)
                {
                    everyNowAndThen?.Invoke();
                }
            }
        }));
        await Task.WhenAll(workers);
    }

    private async Task OneConnectionAsync(FrameMutator mutator)
    {
        var protocol = mutator.NextProtocol();
        var framed = mutator.NextFramed();
        using var bytes = new MemoryStream();
        var messages = framed ? MessagesAConnection : 1;
        for (var i = 0; i < messages; i++)
        {
            var message = mutator.Next(protocol);
            bytes.Write(framed ? mutator.Frame(message, last: i == messages - 1) : message);
        }

        using var socket = new Socket(
            endPoint.AddressFamily, SocketType.Stream, endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        using var limit = new CancellationTokenSource(HangAfter);
        var answers = 0;
        try
        {
            await socket.ConnectAsync(endPoint, limit.Token);
            if (endPoint is IPEndPoint)
            {
                // No closed connections piling up: ten million of them use up the ports.
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }

            var reading = CountAnswersAsync(socket, framed, limit.Token);
            await socket.SendAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            answers = await reading;
        }
        catch (SocketException)
        {
            // The server has closed before it had everything, which it may.
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The server hangs after: {Convert.ToHexString(bytes.ToArray())}", late);
        }

        // One more than was answered: the one that ended the connection.
        Interlocked.Increment(ref _connections);
        Interlocked.Add(ref _answers, answers);
        Interlocked.Add(ref _frames, Math.Min(messages, answers + 1));
    }

    private static async Task<int> CountAnswersAsync(Socket socket, bool framed, CancellationToken cancellationToken)
    {
        var buffer = new byte[8192];
        var answers = 0;
        long skip = 0;
        long length = 0;
        var headerBytes = 0;
        while (true)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer, cancellationToken);
            }
            catch (SocketException)
            {
                return answers;
            }

            if (count == 0)
            {
                return answers;
            }

            for (var i = 0; framed && i < count;)
            {
                if (skip > 0)
                {
                    var step = Math.Min(skip, count - i);
                    skip -= step;
                    i += (int)step;
                    continue;
                }

                length = (length << 8) | buffer[i++];
                if (++headerBytes == 4)
                {
                    (skip, length, headerBytes) = (length, 0, 0);
                    answers++;
                }
            }
        }
    }
}
