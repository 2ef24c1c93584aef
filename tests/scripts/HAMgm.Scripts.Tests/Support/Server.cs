using System.Diagnostics;

namespace HAMgm.Scripts.Tests;

/// <summary>A real server in the foreground, with a private folder, until it is disposed of.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly StringWriter _said = new();

    public Server(params string[] command)
    {
        _process = Process.Start(Programs.Describe(command))!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    /// <summary>What it has written.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Waits until it serves; how long that takes is its own affair.</summary>
    public void WaitUntil(Func<bool> serves)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!serves())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(begin) > Patience)
            {
                throw new InvalidOperationException($"{_process.StartInfo.ArgumentList[^1]} does not serve: {Said}");
            }

            Thread.Sleep(20);
        }
    }

    /// <summary>Ends it, and what it has started, at once.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_said)
        {
            _said.WriteLine(line);
        }
    }
}
