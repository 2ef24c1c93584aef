using HAMgm.Component.Plugin.Discovery;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Scripts;
using HAMgm.Linux.Processes;
using HAMgm.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>A script as an <see cref="IPlugin"/>: the kernel initializes it when it is enabled, and cleans it up when it is not.</summary>
internal sealed class ScriptPlugin(
    PluginInfo info, string path, ScriptBook book, ScriptRunner runner, Func<ScriptSettings> settings, Func<ScriptFacts> facts, CancellationToken serviceStops) : IPlugin
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private ScriptEntry? _entry;

    public PluginInfo GetInfo() => info;

    /// <exception cref="HamgmException">Its declaration is wrong, or it cannot be run: everything at once.</exception>
    public Task InitializeAsync(IReadOnlyDictionary<string, object?> config, CancellationToken cancellationToken)
    {
        List<string> errors = [];
        IReadOnlyList<Declared> header = HeaderReader.Read(path, errors);
        if (errors.Count == 0)
        {
            ScriptDeclaration declaration = DeclarationReader.Read(info.Id, path, header, config, errors);
            string user = UserOf(declaration.Info, errors);
            CheckFile(declaration, errors);
            if (errors.Count == 0)
            {
                _entry = new ScriptEntry(declaration, user);
            }
        }

        if (_entry is null)
        {
            if (book.MissingFences.ContainsKey(info.Id) || header.Any(declared => declared is { Key: "hook", Value: "fence" }))
            {
                book.Miss(info.Id, string.Join("; ", errors));
            }

            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, info.Id, string.Join("; ", errors));
        }

        book.Add(_entry);
        return Task.CompletedTask;
    }

    public async Task<object?> ExecuteAsync(IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken)
    {
        ScriptOutcome outcome = await runner.RunAsync(_entry!, facts(), null, parameters, cancellationToken).ConfigureAwait(false);
        return outcome.Failure == ScriptFailure.None
            ? new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["verdict"] = outcome.Verdict.ToString(),
                ["message"] = outcome.Message,
                ["metrics"] = outcome.Metrics.ToDictionary(metric => metric.Key, metric => (object?)metric.Value, StringComparer.Ordinal),
                ["durationMs"] = outcome.Duration.TotalMilliseconds,
            }
            : throw new HamgmException(ErrorKind.Cluster, ErrorCodes.Internal, info.Id, $"{outcome.Failure}: {outcome.Message}");
    }

    public Task CleanupAsync(CancellationToken cancellationToken)
    {
        // When the service stops, the hand-over comes after this: its hooks are to run yet.
        if (_entry is { } entry && !serviceStops.IsCancellationRequested)
        {
            book.Remove(entry);
        }

        return Task.CompletedTask;
    }

    private string UserOf(ScriptInfo script, List<string> errors)
    {
        string user = script.RunAs.Length > 0 ? script.RunAs : settings().User;
        if (user.Length == 0)
        {
            return "";
        }

        UserAccount? account = UserAccount.Find(user);
        if (account is null)
        {
            errors.Add($"{path}: user: there is no user '{user}' on this host; create it, or correct user= (or scripts.user)");
            return "";
        }

        if (account.UserId == UserAccount.CurrentUserId)
        {
            return "";
        }

        if (UserAccount.CurrentUserId != 0)
        {
            errors.Add($"{path}: user: the service is not root and cannot run anything as '{user}'; leave user= out");
        }
        else if (!Capabilities.CanRunAsOthers)
        {
            errors.Add($"{path}: user: the service lacks the capabilities to run anything as '{user}' and to end it (SETUID, SETGID, KILL); install packaging/systemd/scripts.conf, or leave user= out");
        }

        return user;
    }

    private void CheckFile(ScriptDeclaration declaration, List<string> errors)
    {
        if (ScriptTrust.WhyNot(path, UserAccount.CurrentUserId) is { } whyNot)
        {
            errors.Add(whyNot);
        }
        else if (!declaration.IsJavaScript && (File.GetUnixFileMode(path) & AnyExecute) == 0)
        {
            errors.Add($"{path}: not executable; chmod +x, or name it .js if it is JavaScript");
        }
    }
}
