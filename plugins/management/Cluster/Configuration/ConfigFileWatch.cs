using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Takes over what somebody edits in the configuration file while the service runs, or says why not: this node's own settings here,
/// shared ones as the PRIMARY commits them. A file that is refused is left alone. Looked at once a second, one system call.
/// </summary>
internal sealed class ConfigFileWatch(
    ClusterSettings settings, IConfigManager config, SharedSettings shared, ConfigCommands commands, ConfigWriter writer, AuditLog audit, IEventBus bus, ILogger log, TimeProvider time)
{
    // Without a PRIMARY, or while the peer is busy, it may go later.
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private string _seen = "";
    private string _tried = "";
    private string _told = "";
    private bool _isFinal;
    private long _triedAt;

    /// <summary>What stands in the node's warnings; null when the file says what is in force.</summary>
    public string? Warning { get; private set; }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (config.LookAtFile() is not { } edit)
        {
            (_seen, _tried, _told, Warning) = ("", "", "", null);
            shared.WholeEdit = "";
            return;
        }

        if (edit.Signature != _seen)
        {
            // An editor may be in the middle of writing it: half a file can be valid.
            _seen = edit.Signature;
            shared.WholeEdit = "";
            return;
        }

        shared.WholeEdit = edit.Signature;

        if (edit.Errors.Count > 0)
        {
            var first = edit.Errors[0];
            Refuse(edit, $"{edit.Errors.Count} errors, first in line {first.Line}: {first.Key}: {first.Message}", isFinal: true);
            return;
        }

        if (edit.Signature == _tried && (_isFinal || time.GetElapsedTime(_triedAt) < RetryAfter))
        {
            return;
        }

        (_tried, _triedAt, _isFinal) = (edit.Signature, time.GetTimestamp(), false);
        try
        {
            var keys = string.Join(", ", edit.Values.Keys);
            var text = await audit.RunAsync(writer.FileCaller, "SetConfig", ClusterErrors.Bound(keys), () => commands.TakeFileAsync(edit.Values, writer.FileCaller, cancellationToken));
            log.Info("the edited configuration file is in force", ("keys", keys), ("result", text));
            (Warning, _told) = (null, "");
        }
        catch (HamgmException refused)
        {
            Refuse(edit, refused.Message, isFinal: refused.Kind == ErrorKind.Configuration && refused.Code == ErrorCodes.BadRequest);
        }
    }

    private void Refuse(ConfigFileEdit edit, string why, bool isFinal)
    {
        _isFinal = isFinal;
        Warning = $"{config.Path} was edited and that is not in force on '{settings.NodeId}': {why}"
            + (isFinal ? " The file is left as it is; until it is mended or put back, no other setting can be changed here." : " It is tried again.");
        if (_told == edit.Signature)
        {
            return;
        }

        _told = edit.Signature;
        log.Warn("the edited configuration file is refused", ("file", config.Path), ("error", why));
        bus.Publish(new AlertEvent("config_file_refused", AlertSeverity.Medium, "An edited configuration file is refused", Warning, ClusterModule.Id));
    }
}
