using System.Net.Security;
using System.Security.Authentication;
using HAMgm.Cli.Options;
using HAMgm.Cli.Text;
using HAMgm.Tls;

namespace HAMgm.Cli.Connection;

/// <summary>
/// TLS over a connection to a node. The other side must be a node of the certificate's own cluster: its certificate is of the
/// same authority and names the role node. Its addresses are not compared with the host's name: every node answers for the
/// cluster, and the VIP leads to either.
/// </summary>
internal sealed class TlsDoor(TlsChoice choice, TimeProvider clock, Action<Phrase> report)
{
    /// <summary>Makes the handshake.</summary>
    /// <param name="stream">The connection; taken over when it succeeds.</param>
    /// <param name="host">The node's name or address.</param>
    /// <param name="endPoint">The same for messages.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>Null: what is there speaks no TLS, or has closed.</returns>
    /// <exception cref="CliFailure">The own certificate cannot be used, or the other side is no node of the cluster.</exception>
    public async Task<SslStream?> SecureAsync(Stream stream, string host, string endPoint, CancellationToken cancellationToken)
    {
        var material = LoadOwn();
        TlsVerdict? node = null;
        var options = material.ForClient(
            host.Trim('[', ']'), seen => (node = RequireNode(seen)).Problem == TlsProblem.None, clock);
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            report(PkiMessages.Secured.With(endPoint, node!.Certificate, tls.SslProtocol));
            return tls;
        }
        catch (AuthenticationException refused)
        {
            await tls.DisposeAsync();
            if (node is { Problem: not TlsProblem.None })
            {
                throw new CliFailure(
                    ExitCode.NotAuthorised, 403, Messages.NotAuthorised,
                    PkiMessages.NodeBad.With(endPoint, node.Describe(), choice.Files.Authority), refused);
            }

            return null;
        }
        catch (IOException)
        {
            await tls.DisposeAsync();
            return null;
        }
    }

    /// <summary>No node was found behind TLS that was asked for.</summary>
    public static CliFailure Failed(string endPoint) => new(
        ExitCode.Unreachable, 503, Messages.Unreachable, PkiMessages.TlsFailed.With(endPoint).Then(Messages.ConnectRemedy));

    private static TlsVerdict RequireNode(TlsVerdict seen) =>
        seen is { Problem: TlsProblem.None, Identity.Role: not TlsRole.Node } ? seen with { Problem = TlsProblem.WrongRole } : seen;

    // Judged here first: a node could only close the connection without a word.
    private TlsMaterial LoadOwn()
    {
        try
        {
            var material = TlsMaterial.Load(choice.Files);
            var verdict = material.JudgeOwn(clock.GetUtcNow(), asServer: false);
            return verdict.Problem switch
            {
                TlsProblem.None => material,
                TlsProblem.Expired => throw NotAuthorised(PkiMessages.OwnExpired.With(verdict.Describe())),
                _ => throw NotAuthorised(PkiMessages.OwnBad.With($"{choice.Files.Certificate}: {verdict.Describe()}")),
            };
        }
        catch (TlsException unusable)
        {
            throw CliFailure.Usage(PkiMessages.OwnBad.With(unusable.Message.TrimEnd('.')));
        }
    }

    private static CliFailure NotAuthorised(Phrase details) => new(ExitCode.NotAuthorised, 401, Messages.NotAuthorised, details);
}
