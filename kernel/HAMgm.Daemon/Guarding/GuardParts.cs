using HAMgm.Daemon.Control;
using HAMgm.Daemon.Logging;
using HAMgm.Daemon.Options;
using HAMgm.Linux.Notify;

namespace HAMgm.Daemon.Guarding;

/// <summary>What outlives one life of the service; all of it but <see cref="Commands"/>, <see cref="State"/> and <see cref="Log"/> belongs to the guard's thread.</summary>
internal sealed record GuardParts(
    DaemonOptions Options,
    GuardLog Log,
    GuardCommands Commands,
    ServiceState State,
    SupervisorRelay Relay,
    NotifyListener Listener,
    LeaseReader Reader,
    Releaser Releaser,
    DataFolder Folder);
