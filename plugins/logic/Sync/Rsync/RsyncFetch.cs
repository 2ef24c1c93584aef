using System.Diagnostics;
using System.Globalization;
using System.Text;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Rsync;

/// <summary>One run of rsync: brings named files of one module into a staging directory.</summary>
internal sealed class RsyncFetch(SyncSettings settings)
{
    private const int MaxError = 2000;
    private const int SyntaxError = 1;
    private const string TrustSender = "--trust-sender";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Options of every run, without module and directories; the benchmark gives bare rsync the same.</summary>
    /// <remarks>
    /// <c>--ignore-times</c>: what has to come over is known from the SHA-256 manifests, so size and time must not keep it back, and
    /// <c>--checksum</c> would only read everything once more. rsync checks each file that it carries by a checksum of its own.
    /// <c>--trust-sender</c>: else rsync looks for every name that comes in the list of those that were asked for, one after the other: up to
    /// 2 s of processor time for 10,000 (ADR 0054). What was not asked for lands in the staging directory at worst (no links are made, and
    /// <c>..</c> is refused), from where only files of the plan are taken.
    /// </remarks>
    public static IReadOnlyList<string> BaseOptions { get; } =
        ["--times", "--ignore-times", "--delay-updates", "--partial-dir=.hamgm-partial", "--from0", "--no-implied-dirs", "--no-motd", TrustSender];

    /// <summary>Fetches.</summary>
    /// <param name="port">The tunnel's mouth on loopback.</param>
    /// <param name="module">Of the PRIMARY's daemon.</param>
    /// <param name="names">Paths below the module's directory.</param>
    /// <param name="basis">The directory whose files may hold most of the bytes already; null: none.</param>
    /// <param name="staging">Where they go.</param>
    /// <param name="password">Of the module.</param>
    /// <param name="onFile">Called for each file that has come.</param>
    /// <param name="cancellationToken">Kills rsync.</param>
    /// <returns>What kept single files from coming; empty when nothing did.</returns>
    /// <exception cref="RsyncException">It failed as a whole.</exception>
    public async Task<string> RunAsync(
        int port, string module, IReadOnlyCollection<string> names, string? basis, string staging, string password, Action onFile, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(settings.Folder, $"run-{Guid.NewGuid():N}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var list = Path.Combine(folder.FullName, "files");
            var secret = Path.Combine(folder.FullName, "password");
            await File.WriteAllTextAsync(list, string.Join('\0', names) + "\0", cancellationToken);
            await File.WriteAllTextAsync(secret, password + "\n", cancellationToken);
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            List<string> arguments =
            [
                .. BaseOptions, "--timeout=60", "--contimeout=15", "--out-format=%n", "--outbuf=Line", $"--files-from={list}", $"--password-file={secret}",
            ];
            if (settings.BandwidthLimit > 0)
            {
                arguments.Add(string.Create(CultureInfo.InvariantCulture, $"--bwlimit={settings.BandwidthLimit}"));
            }

            if (basis is not null)
            {
                arguments.Add($"--compare-dest={basis}");
            }

            arguments.Add(string.Create(CultureInfo.InvariantCulture, $"rsync://{RsyncModules.User}@127.0.0.1:{port}/{module}/"));
            arguments.Add(staging + "/");
            try
            {
                return await RunAsync(arguments, onFile, cancellationToken);
            }
            catch (RsyncException old) when (old.ExitCode == SyntaxError && old.Message.Contains(TrustSender, StringComparison.Ordinal))
            {
                // Before 3.2.5 it knows no such option, and looks for no names either.
                return await RunAsync([.. arguments.Where(argument => argument != TrustSender)], onFile, cancellationToken);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> RunAsync(List<string> arguments, Action onFile, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(RsyncProgram.Require(settings.Program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = RsyncProgram.Start(start);
        process.StandardInput.Close();
        var said = ReadErrorsAsync(process.StandardError);
        try
        {
            await CountAsync(process, onFile, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        var errors = await said;
        return process.ExitCode switch
        {
            0 => "",

            // Some files could not be read, or vanished meanwhile: the manifests show which.
            23 or 24 => errors.Length > 0 ? errors : "some files could not be transferred",
            var code => throw new RsyncException(
                string.Create(CultureInfo.InvariantCulture, $"rsync failed with code {code}{(errors.Length > 0 ? $": {errors}" : "")}"), code),
        };
    }

    // A name a line; a directory's ends in a slash. rsync writes each line by itself, and is not to be held up by a reader that each wakes.
    private static async Task CountAsync(Process process, Action onFile, CancellationToken cancellationToken)
    {
        var ended = process.WaitForExitAsync(cancellationToken);
        var buffer = new byte[64 * 1024];
        var (last, count) = ((byte)'\n', 0);
        while ((count = await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] == '\n' && last is not ((byte)'\n' or (byte)'/'))
                {
                    onFile();
                }

                last = buffer[i];
            }

            if (count < buffer.Length / 4)
            {
                await Task.WhenAny(ended, Task.Delay(Pause, cancellationToken));
            }
        }
    }

    // What a broken disk makes it say has no end.
    private static async Task<string> ReadErrorsAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            if (text.Length < MaxError && line.Length > 0)
            {
                text.Append(text.Length > 0 ? "; " : "").Append(line.AsSpan(0, Math.Min(line.Length, 500)));
            }
        }

        return text.ToString();
    }
}
