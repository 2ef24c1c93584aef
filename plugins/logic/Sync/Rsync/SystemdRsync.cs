using System.Diagnostics;
using System.Security.Cryptography;
using HAMgm.Contracts.Logging;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Rsync;

/// <summary>
/// The distribution's rsync service, steered through systemctl. Its rsyncd.conf must include the file that <see cref="RsyncModules"/>
/// writes and listen on loopback at sync.port; the operator's guide says how.
/// </summary>
internal sealed class SystemdRsync(SyncSettings settings, ILogger log) : IRsyncService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public bool IsRunning => Run("is-active").Code == 0;

    /// <inheritdoc/>
    public string Password { get; private set; } = "";

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            if (Password.Length > 0 && IsRunning)
            {
                return;
            }

            Password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            new RsyncModules(settings).Write(Password, withGlobals: false);
            Expect("start", shouldRun: true);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() => Expect("stop", shouldRun: false), cancellationToken);

    /// <summary>The service is the distribution's: it stays as it is when the plugin goes.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Expect(string verb, bool shouldRun)
    {
        var (code, said) = Run(verb);
        if (code != 0 || IsRunning != shouldRun)
        {
            throw new RsyncException($"'systemctl {verb} {settings.SystemdUnit}' failed{(said.Length > 0 ? $": {said}" : "")}. Look at 'systemctl status {settings.SystemdUnit}', or leave sync.systemd empty.", code);
        }

        log.Info("the distribution's rsync was steered", ("unit", settings.SystemdUnit), ("verb", verb));
    }

    private (int Code, string Said) Run(string verb)
    {
        var program = RsyncProgram.Find("systemctl") ?? throw new RsyncException("systemctl was not found: leave sync.systemd empty, so that HAMgm runs rsync itself.");
        using var process = RsyncProgram.Start(new ProcessStartInfo(program, [verb, settings.SystemdUnit])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        });
        var said = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return (-1, "it did not end in time");
        }

        var text = said.GetAwaiter().GetResult().Trim();
        return (process.ExitCode, text.Length <= 500 ? text : text[..500]);
    }
}
