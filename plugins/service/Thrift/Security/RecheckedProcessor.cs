using System.Security.Cryptography.X509Certificates;
using HAMgm.Service.Thrift.Server;
using HAMgm.Tls;
using Thrift.Processor;
using Thrift.Protocol;

namespace HAMgm.Service.Thrift.Security;

/// <summary>
/// Serves the calls of one TLS connection for as long as its certificate is good: a connection may stand for days. Before a
/// call the certificate's end is looked at; when the node's certificates have been exchanged, it is judged anew.
/// </summary>
internal sealed class RecheckedProcessor(ITAsyncProcessor inner, ThriftConnection connection, TlsGate gate, TimeProvider time) : ITAsyncProcessor
{
    private readonly X509Certificate2 _certificate = connection.Certificate!;
    private readonly DateTimeOffset _end = connection.Certificate!.NotAfter.ToUniversalTime();
    private TlsMaterial _judgedBy = gate.Store.Current();

    /// <inheritdoc/>
    public async Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken)
    {
        var current = gate.Store.Current();
        if (time.GetUtcNow() > _end || current != _judgedBy)
        {
            var verdict = gate.JudgeAgain(_certificate);
            if (verdict.Problem != TlsProblem.None)
            {
                gate.Refuse(connection.RemoteEndPoint, verdict, "");
                return false;
            }

            _judgedBy = current;
        }

        return await inner.ProcessAsync(iprot, oprot, cancellationToken);
    }
}
