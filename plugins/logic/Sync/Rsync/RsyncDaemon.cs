using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using HAMgm.Contracts.Logging;
using HAMgm.Logic.Sync.Peer;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Rsync;

/// <summary>
/// rsync's daemon as a child of this process, on a loopback port, started again when it ends by itself. One that an earlier life of the
/// service left behind is ended first: it would hold the port, with modules of then.
/// </summary>
internal sealed class RsyncDaemon(SyncSettings settings, ILogger log) : IRsyncService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RsyncModules _modules = new(settings);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Process? _process;
    private CancellationTokenSource? _supervision;
    private Task _supervising = Task.CompletedTask;

    /// <inheritdoc/>
    public bool IsRunning => _process is { HasExited: false };

    /// <inheritdoc/>
    public string Password { get; private set; } = "";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (IsRunning)
            {
                return;
            }

            // The daemon may have died a moment ago, and its supervisor be about to start one, too: it would take this one for a leftover.
            await EndSupervisionAsync();
            Interlocked.Exchange(ref _process, null)?.Dispose();
            Password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            await EndLeftoverAsync();
            await LaunchAsync(cancellationToken);
            _supervision = new CancellationTokenSource();
            _supervising = SuperviseAsync(_process!, _supervision.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await EndSupervisionAsync();
            if (_process is { } process)
            {
                _process = null;

                // Its children carry the conversations; they end with it.
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
                process.Dispose();
            }

            // A service that was killed as PRIMARY and is back as STANDBY has one that it never started: it must not go on serving.
            await EndLeftoverAsync();
        }
        catch (TimeoutException stuck)
        {
            throw new RsyncException("rsync's daemon does not end although it was killed.", inner: stuck);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _turn.Dispose();
    }

    // Under the turn: the supervisor is asleep or waits for the turn, and goes at once. It is over when this returns, and uses its process no more.
    private async Task EndSupervisionAsync()
    {
        if (_supervision is not null)
        {
            await _supervision.CancelAsync();
            await _supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _supervision.Dispose();
            _supervision = null;
        }
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var program = RsyncProgram.Require(settings.Program);
        _modules.Write(Password, withGlobals: true);
        File.Delete(_modules.PidFile);
        if (File.Exists(_modules.LogFile) && new FileInfo(_modules.LogFile).Length > 4 * 1024 * 1024)
        {
            File.Move(_modules.LogFile, _modules.LogFile + ".1", overwrite: true);
        }

        var start = new ProcessStartInfo(program, ["--daemon", "--no-detach", $"--config={_modules.ConfigFile}"])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var process = RsyncProgram.Start(start);
        process.StandardInput.Close();
        var said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var until = Stopwatch.GetTimestamp();
        while (!await ListensAsync(cancellationToken))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(until) > Patience)
            {
                var code = process.HasExited ? process.ExitCode : -1;
                process.Kill(entireProcessTree: true);
                var why = process.HasExited ? (await said).Trim() : "it does not listen";
                process.Dispose();
                var remedy = string.Create(
                    CultureInfo.InvariantCulture, $"Its port is sync.port, {settings.RsyncPort}: below 1024 it needs root, and nobody else may use it. See {_modules.LogFile}.");
                throw new RsyncException($"rsync's daemon cannot be started ({(why.Length > 0 ? why : "no reason given")}). {remedy}", code);
            }

            await Task.Delay(20, cancellationToken);
        }

        _process = process;
        log.Info("rsync's daemon runs", ("pid", process.Id), ("port", settings.RsyncPort));
    }

    private async Task<bool> ListensAsync(CancellationToken cancellationToken)
    {
        // The pid file is written once the port is bound: another program's answer on that port would prove nothing.
        if (!File.Exists(_modules.PidFile))
        {
            return false;
        }

        try
        {
            (await TunnelRelay.ConnectToDaemonAsync(settings.RsyncPort, cancellationToken)).Dispose();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task SuperviseAsync(Process process, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        try
        {
            while (true)
            {
                await process.WaitForExitAsync(cancellationToken);
                log.Warn("rsync's daemon has ended, and is started again", ("code", process.ExitCode));
                await Task.Delay(pause, cancellationToken);
                await _turn.WaitAsync(cancellationToken);
                try
                {
                    // It may have been told to go while it got the turn.
                    cancellationToken.ThrowIfCancellationRequested();
                    await EndLeftoverAsync();
                    await LaunchAsync(cancellationToken);
                    process.Dispose();
                    process = _process!;
                    pause = TimeSpan.FromSeconds(1);
                }
                catch (Exception refused) when (refused is RsyncException or IOException or UnauthorizedAccessException)
                {
                    log.Error("rsync's daemon cannot be started", ("error", refused.Message));
                    pause = TimeSpan.FromSeconds(Math.Min(60, pause.TotalSeconds * 2));
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is to stop.
        }
    }

    private async Task EndLeftoverAsync()
    {
        if (!File.Exists(_modules.PidFile)
            || !int.TryParse((await File.ReadAllTextAsync(_modules.PidFile)).Trim(), CultureInfo.InvariantCulture, out var pid))
        {
            return;
        }

        try
        {
            // The number may be a stranger's by now.
            var command = await File.ReadAllTextAsync($"/proc/{pid}/cmdline");
            if (command.Contains(_modules.ConfigFile, StringComparison.Ordinal))
            {
                using var left = Process.GetProcessById(pid);
                left.Kill(entireProcessTree: true);
                await left.WaitForExitAsync().WaitAsync(Patience);
                log.Warn("rsync's daemon of an earlier life was ended", ("pid", pid));
            }
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or InvalidOperationException or TimeoutException)
        {
            // It is no more, or says by the port what is the matter.
        }

        File.Delete(_modules.PidFile);
    }
}
