using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Lets admins change things, and writes down who changed what from where, with which result; refusals too, those at the
/// door (<see cref="AccessRefusedEvent"/>) among them. Into its own file, the node's log, and the cluster's events.
/// </summary>
internal sealed class AuditLog(ILogger log, AuditFile file, EventLog events, TimeProvider time) : IEventHandler<AccessRefusedEvent>
{
    private readonly RefusalBudget _refusals = new(time);

    /// <summary>Runs a changing call.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="operation">What: the IDL's method name.</param>
    /// <param name="subject">On what; no secrets.</param>
    /// <param name="action">The call.</param>
    /// <exception cref="HamgmException">Authentication/403: the caller is not admin; the call's own errors.</exception>
    public async Task<T> RunAsync<T>(CallerIdentity caller, string operation, string subject, Func<Task<T>> action)
    {
        // The call's number: a new one, or the one that the other node forwarded it under.
        using var scope = Correlation.Begin();
        var entry = new AuditEntry(
            "call", operation, subject, caller.Name, PeerRoles.Format(caller.Role), caller.Remote, "failed",
            ErrorCodes.Internal, Error: "The call ended without a result: it was broken off, or is broken inside.",
            Correlation: Correlation.Text(Correlation.Current));
        try
        {
            RequireAdmin(caller, operation);
            var result = await action();
            entry = entry with { Result = "ok", Code = 0, Error = "" };
            return result;
        }
        catch (HamgmException refused)
        {
            entry = entry with { Result = "refused", Code = refused.Code, Error = refused.Message };
            throw;
        }
        finally
        {
            // Whatever ended it: a call that was cancelled, or that failed by a fault of ours, has a line, too.
            Write(entry, isDenied: caller.Role != CallerRole.Admin);
        }
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(AccessRefusedEvent @event, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(
            "access", @event.Service, "", @event.Caller, "", @event.Remote, "refused",
            ErrorCodes.Forbidden, @event.Reason, @event.Message, @event.Unreported);
        file.Write(entry, durable: false);
        log.Warn(
            "audit", ("operation", entry.Operation), ("caller", entry.Caller), ("from", entry.From), ("result", entry.Result),
            ("reason", entry.Reason), ("error", entry.Error), ("unreported", entry.Unreported));
        events.Add("audit", $"{entry.Operation}: {entry.From} was turned away, {entry.Reason}: {entry.Error}");
        return ValueTask.CompletedTask;
    }

    private void Write(AuditEntry entry, bool isDenied)
    {
        if (isDenied)
        {
            if (!_refusals.TryTake(out var unreported))
            {
                return;
            }

            entry = entry with { Unreported = unreported };
        }

        file.Write(entry, durable: true);
        var what = $"{entry.Operation} {entry.Subject}".TrimEnd();
        if (entry.Result == "ok")
        {
            log.Info(
                "audit",
                ("operation", entry.Operation), ("subject", entry.Subject), ("caller", entry.Caller), ("role", entry.Role), ("from", entry.From), ("result", entry.Result));
            events.Add("audit", $"{what} by {entry.Caller} from {entry.From}: ok");
        }
        else
        {
            log.Warn(
                "audit",
                ("operation", entry.Operation), ("subject", entry.Subject), ("caller", entry.Caller), ("role", entry.Role), ("from", entry.From),
                ("result", entry.Result), ("code", entry.Code), ("error", entry.Error));
            events.Add("audit", $"{what} by {entry.Caller} from {entry.From}: {entry.Result}, {entry.Error}");
        }
    }

    private static void RequireAdmin(CallerIdentity caller, string operation)
    {
        if (caller.Role != CallerRole.Admin)
        {
            throw new HamgmException(
                ErrorKind.Authentication, ErrorCodes.Forbidden, caller.Name,
                $"{operation} needs the role admin; {caller.Name} has the role {PeerRoles.Format(caller.Role)}. "
                + "Call it as root on a node without --host, or with an admin certificate.");
        }
    }
}
