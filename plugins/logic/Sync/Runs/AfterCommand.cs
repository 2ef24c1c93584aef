using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync.Runs;

/// <summary>
/// What a set has run when its files have changed here (reload a service when a certificate is new). That it has to run is noted
/// before the first file is put in place, and forgotten when it has succeeded: a crash in between only delays it.
/// </summary>
internal sealed class AfterCommand(SyncSettings settings, SyncSet set)
{
    private const int MaxSaid = 2000;

    // Linux takes 128 KiB for one variable, name and all.
    private const int MaxFilesBytes = 100_000;

    private string Note => Path.Combine(settings.Folder, "after", set.Name);

    /// <summary>Whether it has to run.</summary>
    public bool IsDue => set.After.Length > 0 && File.Exists(Note);

    /// <summary>Notes that it has to run.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void MakeDue()
    {
        if (set.After.Length > 0)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Note)!);
            File.WriteAllText(Note, "");
        }
    }

    /// <summary>Runs it.</summary>
    /// <param name="term">The fencing token, for the command.</param>
    /// <param name="files">What has changed; as many as fit into the environment.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>Why it failed; empty when it did not.</returns>
    public async Task<string> RunAsync(long term, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", set.After])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        start.Environment["HAMGM_SET"] = set.Name;
        start.Environment["HAMGM_TERM"] = term.ToString(CultureInfo.InvariantCulture);
        start.Environment["HAMGM_NODE"] = settings.NodeId;
        start.Environment["HAMGM_FILES"] = Join(files);
        Process started;
        try
        {
            started = Process.Start(start)!;
        }
        catch (Win32Exception refused)
        {
            return $"'{Shorten(set.After)}' cannot be started: {new Win32Exception(refused.NativeErrorCode).Message}. Look at /bin/sh and at the length of 'after' of the set '{set.Name}'";
        }

        using var process = started;
        process.StandardInput.Close();
        var said = ReadAsync(process.StandardError);
        _ = ReadAsync(process.StandardOutput);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(set.AfterTimeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return string.Create(CultureInfo.InvariantCulture, $"'{set.After}' did not end within {set.AfterTimeout.TotalSeconds:F0} s and was killed");
        }

        if (process.ExitCode == 0)
        {
            File.Delete(Note);
            return "";
        }

        var why = await Task.WhenAny(said, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) == said ? (await said).Trim() : "";
        return string.Create(CultureInfo.InvariantCulture, $"'{set.After}' ended with code {process.ExitCode}{(why.Length > 0 ? $": {why}" : "")}");
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "...";

    private static string Join(IReadOnlyList<string> files)
    {
        var text = new StringBuilder();
        var bytes = 0;
        foreach (var file in files)
        {
            bytes += Encoding.UTF8.GetByteCount(file) + 1;
            if (bytes > MaxFilesBytes)
            {
                break;
            }

            text.Append(file).Append('\n');
        }

        return text.ToString();
    }

    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[1024];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            text.Append(buffer, 0, Math.Min(count, Math.Max(0, MaxSaid - text.Length)));
        }

        return text.ToString();
    }
}
