using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Tcp;
using HAMgm.Tls;

namespace HAMgm.Logic.Heartbeat.Tls;

/// <summary>
/// Mutual TLS on the peer link (design.md section 5): the other side must show a certificate of this cluster's authority that
/// names the node peer.id. Exchanged files count from the next connection on. Thread-safe.
/// </summary>
internal sealed class PeerTls
{
    // A handshake is two round trips and a few milliseconds; the rest is for a busy processor.
    private static readonly TimeSpan LongestHandshake = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReportPause = TimeSpan.FromSeconds(1);

    private readonly TlsStore _store;
    private readonly string _peerId;
    private readonly IEventBus _events;
    private readonly ILogger _log;
    private readonly Clock _clock;
    private readonly Lock _gate = new();
    private MonotonicTime _nextReport = MonotonicTime.Never;
    private long _unreported;

    /// <summary>For one pair of nodes.</summary>
    public PeerTls(TlsStore store, string nodeId, string peerId, IEventBus events, ILogger log, Clock clock)
    {
        _store = store;
        _peerId = peerId;
        _events = events;
        _log = log;
        _clock = clock;
        _store.Reloaded += OnReloaded;
        Warn(nodeId);
    }

    /// <summary>After a handshake that failed: how long to wait beyond the interval. It costs both sides milliseconds.</summary>
    public static TimeSpan PauseAfterRefusal { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Makes the handshake on a connected socket.</summary>
    /// <param name="socket">The socket; not closed in any case.</param>
    /// <param name="loop">The thread that polls it.</param>
    /// <param name="remote">The peer's address, for the audit log.</param>
    /// <param name="isAccepted">Whether the peer connected.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Null when the other side is not the peer, or did not answer in time.</returns>
    public async Task<TlsTunnel?> SecureAsync(Socket socket, ConnectionLoop loop, IPAddress remote, bool isAccepted, CancellationToken stop)
    {
        TlsVerdict? verdict = null;
        bool Judge(TlsVerdict seen) => (verdict = RequirePeer(seen)).Problem == TlsProblem.None;
        TlsMaterial material = _store.Current();
        TlsTunnel tunnel = new(loop.Wake);
        Task handshake = isAccepted
            ? tunnel.GreetAsync(material.ForServer(Judge, TimeProvider.System))
            : tunnel.GreetAsync(material.ForClient(_peerId, Judge, TimeProvider.System));
        TlsGreeting greeting = new(socket, tunnel, handshake, _clock() + LongestHandshake, stop);
        _ = handshake.ContinueWith(
            static (_, loop) => ((ConnectionLoop)loop!).Wake(), loop, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        loop.Join(greeting);
        await greeting.Ended.ConfigureAwait(false);
        await handshake.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (greeting.IsMade)
        {
            tunnel.Open();
            return tunnel;
        }

        tunnel.Dispose();
        if (!stop.IsCancellationRequested && (verdict is { Problem: not TlsProblem.None } || handshake.Exception?.InnerException is AuthenticationException))
        {
            Report(remote, verdict, handshake.Exception?.InnerException?.Message ?? "the handshake was broken off");
        }

        return null;
    }

    private TlsVerdict RequirePeer(TlsVerdict seen) =>
        seen.Problem == TlsProblem.None && seen.Identity != new TlsIdentity(TlsRole.Node, _peerId)
            ? seen with { Problem = TlsProblem.WrongRole }
            : seen;

    private void Warn(string nodeId)
    {
        TlsMaterial material = _store.Current();
        TlsVerdict own = material.JudgeOwn(TimeProvider.System.GetUtcNow(), asServer: true);
        if (own.Problem != TlsProblem.None)
        {
            _log.Error("the peer will refuse this node", ("thrift.tls.cert", own.Describe()));
        }
        else if (material.Identity != new TlsIdentity(TlsRole.Node, nodeId))
        {
            _log.Error("the peer will refuse this node: its certificate is another's", ("thrift.tls.cert", own.Certificate), ("node.id", nodeId));
        }
    }

    // A peer with a wrong certificate comes back every second, for ever.
    private void Report(IPAddress remote, TlsVerdict? verdict, string why)
    {
        long unreported;
        lock (_gate)
        {
            MonotonicTime now = _clock();
            if (now < _nextReport)
            {
                _unreported++;
                return;
            }

            _nextReport = now + ReportPause;
            unreported = _unreported;
            _unreported = 0;
        }

        bool isJudged = verdict is { Problem: not TlsProblem.None };
        string message = isJudged ? verdict!.Describe() : why;
        _ = _events.Publish(new AccessRefusedEvent(
            "peer-link", remote.ToString(), verdict?.Certificate ?? "none", isJudged ? WordFor(verdict!.Problem) : "handshake", message, unreported));
        _log.Warn("no mutual TLS with the peer", ("remote", remote), ("reason", message), ("unreported", unreported));
    }

    private void OnReloaded(TlsException? refused)
    {
        if (refused is null)
        {
            _log.Info("the certificates of the peer link were loaded again");
        }
        else
        {
            _log.Warn("changed certificates cannot be used; those before stay in force", ("error", refused.Message));
        }
    }

    private static string WordFor(TlsProblem problem) => problem switch
    {
        TlsProblem.Missing => "missing",
        TlsProblem.Expired => "expired",
        TlsProblem.NotYetValid => "not-yet-valid",
        TlsProblem.NoRole => "no-role",
        TlsProblem.WrongRole => "wrong-role",
        _ => "foreign",
    };
}
