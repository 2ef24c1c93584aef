using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>Lets admins change things, and writes down who changed what from where, with which result; refusals too.</summary>
internal sealed class AuditLog(ILogger log)
{
    /// <summary>Runs a changing call.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="operation">What: the IDL's method name.</param>
    /// <param name="subject">On what; no secrets.</param>
    /// <param name="action">The call.</param>
    /// <exception cref="HamgmException">Authentication/403: the caller is not admin; the call's own errors.</exception>
    public async Task<T> RunAsync<T>(CallerIdentity caller, string operation, string subject, Func<Task<T>> action)
    {
        try
        {
            RequireAdmin(caller, operation);
            var result = await action();
            log.Info("audit", ("operation", operation), ("subject", subject), ("caller", caller.Name), ("role", caller.Role.ToString()), ("from", caller.Remote), ("result", "ok"));
            return result;
        }
        catch (HamgmException refused)
        {
            log.Warn(
                "audit",
                ("operation", operation), ("subject", subject), ("caller", caller.Name), ("role", caller.Role.ToString()), ("from", caller.Remote),
                ("result", "refused"), ("code", refused.Code), ("error", refused.Message));
            throw;
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
