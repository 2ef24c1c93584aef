using System.Diagnostics;
using System.Net.Sockets;
using HAMgm.Cli.Options;
using HAMgm.Cli.Text;
using HAMgm.Thrift;
using Thrift;

namespace HAMgm.Cli.Connection;

/// <summary>
/// Makes calls to one node, one at a time. Connects at the first, keeps the connection while calls
/// succeed, and makes every failure a <see cref="CliFailure"/>.
/// </summary>
internal sealed class ClusterClient(Settings settings, Action<Phrase> report) : IDisposable
{
    private readonly Connector _connector = new(settings, report);
    private NodeConnection? _connection;
    private bool _hasAnswered;

    /// <summary>Where the calls go, for messages.</summary>
    public string EndPoint => _connector.EndPoint;

    /// <summary>A call that changes nothing.</summary>
    public Task<T> ReadAsync<T>(
        string method,
        Func<HamgmService.Client, CancellationToken, Task<T>> call,
        Func<T, BaseResponse> frame,
        CancellationToken cancellationToken) => CallAsync(method, changes: false, call, frame, cancellationToken);

    /// <summary>A call that changes something: when its answer does not come, it may have been carried out.</summary>
    public Task<T> ChangeAsync<T>(
        string method,
        Func<HamgmService.Client, CancellationToken, Task<T>> call,
        Func<T, BaseResponse> frame,
        CancellationToken cancellationToken) => CallAsync(method, changes: true, call, frame, cancellationToken);

    /// <summary>The part of an answer that the command is about, which a node must not leave out.</summary>
    public T Part<T>(T? part, string method, string name)
        where T : class =>
        part ?? throw Failures.BadAnswer(EndPoint, method, Messages.AnswerLacks.With(name));

    /// <inheritdoc/>
    public void Dispose() => Drop();

    private async Task<T> CallAsync<T>(
        string method,
        bool changes,
        Func<HamgmService.Client, CancellationToken, Task<T>> call,
        Func<T, BaseResponse> frame,
        CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var answer = await BoundedAsync(method, changes, call, cancellationToken);
            _hasAnswered = true;
            report(Messages.Answered.With(method, Milliseconds.Since(begun)));
            return frame(answer) is { Success: false } refusal ? throw Refusal(refusal) : answer;
        }
        catch (CliFailure failure)
        {
            // A node that refuses a certificate closes the connection, and can say nothing more.
            var hinted = failure is { Code: 503, ExitCode: ExitCode.Unreachable } && _connection is not null && !_hasAnswered && _connector.Hint.En.Length > 0
                ? new CliFailure(failure.ExitCode, failure.Code, failure.Summary, failure.Details.Then(_connector.Hint), failure)
                : failure;

            // Whatever it was, a connection that failed once is of no more use to this program.
            Drop();
            report(Messages.Failed.With(method, Milliseconds.Since(begun), hinted.Details));
            if (hinted != failure)
            {
                throw hinted;
            }

            throw;
        }
    }

    private async Task<T> BoundedAsync<T>(
        string method,
        bool changes,
        Func<HamgmService.Client, CancellationToken, Task<T>> call,
        CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(settings.Timeout);
        try
        {
            _connection ??= await _connector.ConnectAsync(deadline.Token);
            return await call(_connection.Client, deadline.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            var sent = changes && _connection is not null;
            throw Failures.TimedOut(EndPoint, method, Duration.Write(settings.Timeout), sent, late);
        }
        catch (TException thrown)
        {
            throw Failures.Of(thrown, method, EndPoint, changes);
        }
        catch (IOException broken)
        {
            throw Failures.Lost(EndPoint, changes, broken);
        }
        catch (SocketException broken)
        {
            throw Failures.Lost(EndPoint, changes, broken);
        }
    }

    private static CliFailure Refusal(BaseResponse answer) => Failures.OfCode(
        answer.__isset.errorCode ? answer.ErrorCode : 500,
        Failures.Sentence(answer.__isset.message ? answer.Message : null));

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
