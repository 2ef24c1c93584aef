using System.Net.Sockets;
using HAMgm.Cli.Text;
using HAMgm.Thrift;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;

namespace HAMgm.Cli.Connection;

/// <summary>
/// What an exception of a call means to the caller. A declared exception's Message hides
/// Exception.Message, so each is read by its own type.
/// </summary>
internal static class Failures
{
    /// <summary>Of anything that Thrift throws: what the node declared, what broke, or what it cannot do.</summary>
    public static CliFailure Of(TException thrown, string method, string endPoint, bool changes) => thrown switch
    {
        NodeNotFoundException e => Refused(
            404, Messages.NodeNotFound, Messages.NodeNotFoundDetails.With(e.NodeId), thrown),
        ClusterException e => OfCode(
            e.ErrorCode, Sentence(e.Message).Then(Sentence(e.__isset.details ? e.Details : null)), thrown),
        ConfigurationException e => Refused(
            e.__isset.errorCode ? e.ErrorCode : 400,
            e is { __isset.errorCode: true, ErrorCode: 404 } ? Messages.SettingUnknown : Messages.SettingRefused,
            Messages.SettingRefusedDetails.With(e.ConfigKey, Sentence(e.Message)).Then(Messages.SettingRefusedRemedy),
            thrown),
        VIPOperationException e => Refused(
            e.__isset.errorCode ? e.ErrorCode : 500,
            Messages.VipFailed,
            Messages.VipFailedDetails.With(e.VipAddress, e.Operation, Sentence(e.Message)).Then(Messages.VipFailedRemedy),
            thrown),
        SyncException e => Refused(
            e.__isset.errorCode ? e.ErrorCode : 500,
            Messages.SyncFailed,
            Messages.SyncFailedDetails.With(e.DataType, Sentence(e.Message)).Then(FailedItems(e)).Then(Messages.SyncFailedRemedy),
            thrown),
        AuthenticationException e => OfCode(403, Sentence(e.Message), thrown),
        ServiceUnavailableException { __isset.errorCode: true, ErrorCode: 504 } e => Refused(
            504, Messages.TimedOutInside, Sentence(e.Message).Then(Messages.StateRemedy), thrown),
        ServiceUnavailableException e => Refused(
            503,
            Messages.Unavailable,
            Messages.UnavailableDetails.With(e.ServiceName, Sentence(e.Message)).Then(Messages.UnavailableRemedy),
            thrown),
        TApplicationException { Type: TApplicationException.ExceptionType.UnknownMethod } => Refused(
            501, Messages.NotImplemented, Messages.NotImplementedDetails.With(endPoint, method), thrown),
        TApplicationException e => OfCode(500, Sentence(e.Message), thrown),
        TTransportException => Lost(endPoint, changes, thrown),
        _ => BadAnswer(endPoint, method, Phrase.Verbatim(thrown.Message), thrown),
    };

    /// <summary>Of a code in the manner of HTTP, with what the node said.</summary>
    public static CliFailure OfCode(int code, Phrase said, Exception? cause = null) => code switch
    {
        401 or 403 => new(
            ExitCode.NotAuthorised, code, Messages.NotAuthorised, said.Then(Messages.NotAuthorisedRemedy), cause),
        400 => Refused(code, Messages.BadRequest, said, cause),
        404 => Refused(code, Messages.NotFound, said, cause),
        409 => Refused(code, Messages.Conflict, said.Then(Messages.StateRemedy), cause),
        504 => Refused(code, Messages.TimedOutInside, said.Then(Messages.StateRemedy), cause),
        503 => Refused(code, Messages.Unavailable, said.Then(Messages.UnavailableRemedy), cause),
        _ => Refused(code == 0 ? 500 : code, Messages.ServerError, said.Then(Messages.ServerErrorRemedy), cause),
    };

    /// <summary>No connection was made.</summary>
    public static CliFailure NotConnected(string endPoint, SocketException cause) => Unreachable(
        cause.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => Messages.ConnectionRefused.With(endPoint),
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => Messages.HostUnknown.With(endPoint),
            SocketError.NetworkUnreachable or SocketError.HostUnreachable => Messages.NetworkUnreachable.With(endPoint),
            _ => Messages.CannotConnect.With(endPoint, cause.Message),
        },
        cause);

    /// <summary>The connection broke, perhaps after the node had begun.</summary>
    public static CliFailure Lost(string endPoint, bool changes, Exception cause)
    {
        var details = Messages.ConnectionLost.With(endPoint);
        return Unreachable(changes ? details.Then(Messages.MayHaveHappened) : details, cause);
    }

    /// <summary>There was no answer in time.</summary>
    public static CliFailure TimedOut(string endPoint, string method, string timeout, bool sentChange, Exception cause)
    {
        var details = Messages.TimedOutDetails.With(endPoint, method, timeout).Then(Messages.TimedOutRemedy);
        return new(
            ExitCode.Unreachable,
            504,
            Messages.TimedOut,
            sentChange ? details.Then(Messages.MayHaveHappened) : details,
            cause);
    }

    /// <summary>Somebody other than the service listens on the local socket.</summary>
    public static CliFailure StrangersSocket(string name, UnauthorizedAccessException cause) => new(
        ExitCode.NotAuthorised, 403, Messages.NotAuthorised, Messages.SocketOfStranger.With(name, cause.Message), cause);

    /// <summary>What came back is no answer, or not one to the call.</summary>
    public static CliFailure BadAnswer(string endPoint, string method, Phrase why, Exception? cause = null) => new(
        ExitCode.Unreachable,
        502,
        Messages.BadAnswer,
        Messages.BadAnswerDetails.With(endPoint, method, why).Then(Messages.ConnectRemedy),
        cause);

    /// <summary>What a node said, as a sentence.</summary>
    public static Phrase Sentence(string? said)
    {
        var text = (said ?? string.Empty).Trim();
        return Phrase.Verbatim(text.Length == 0 || char.IsPunctuation(text[^1]) ? text : text + ".");
    }

    private static CliFailure Unreachable(Phrase details, Exception cause) =>
        new(ExitCode.Unreachable, 503, Messages.Unreachable, details.Then(Messages.ConnectRemedy), cause);

    private static CliFailure Refused(int code, Phrase summary, Phrase details, Exception? cause) =>
        new(ExitCode.Refused, code, summary, details, cause);

    private static Phrase FailedItems(SyncException thrown) =>
        thrown is { __isset.failedItems: true, FailedItems.Count: > 0 }
            ? Messages.SyncFailedItems.With(string.Join(", ", thrown.FailedItems))
            : Phrase.Verbatim(string.Empty);
}
