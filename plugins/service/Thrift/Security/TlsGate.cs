using System.Net;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Management;
using HAMgm.Service.Thrift.Server;
using HAMgm.Tls;

namespace HAMgm.Service.Thrift.Security;

/// <summary>
/// Who gets in over TCP (design.md section 8): whoever shows a certificate of this cluster's authority that is in its time
/// and names a role. Whoever does not is turned away in the handshake; that is counted, and told to the audit log, at most
/// once a second, so that a scanner can fill neither log nor disk.
/// </summary>
internal sealed class TlsGate(TlsStore store, IEventBus bus, TimeProvider time)
{
    private readonly LogThrottle _throttle = new(TimeSpan.FromSeconds(1));
    private long _refused;

    /// <summary>Handshakes that failed since the start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The certificates.</summary>
    public TlsStore Store => store;

    /// <summary>For one connection; looks for exchanged certificates first.</summary>
    public TlsHandshake Begin(EndPoint? remote)
    {
        TlsVerdict? verdict = null;
        var options = store.Current().ForServer(seen => (verdict = seen).Problem == TlsProblem.None, time);
        return new TlsHandshake(options, why => Refuse(remote, verdict, why));
    }

    /// <summary>
    /// Judges again, by what is trusted now, a client that was let in: its time may be over, or its authority be gone, while
    /// its connection stands.
    /// </summary>
    public TlsVerdict JudgeAgain(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) =>
        store.Current().JudgeClient(certificate, time.GetUtcNow());

    /// <summary>Counts and reports one who was turned away.</summary>
    public void Refuse(EndPoint? remote, TlsVerdict? verdict, string why)
    {
        Interlocked.Increment(ref _refused);
        if (!_throttle.TryPass(out var unreported))
        {
            return;
        }

        // A verdict that is good, or none: the client broke it off, speaks no TLS, or does not trust this node.
        var judged = verdict is { Problem: not TlsProblem.None };
        bus.Publish(new AccessRefusedEvent(
            "thrift",
            remote?.ToString() ?? "unknown",
            verdict?.Certificate ?? "none",
            judged ? WordFor(verdict!.Problem) : "handshake",
            judged ? verdict!.Describe() : why,
            unreported));
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
