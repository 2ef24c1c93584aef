using HAMgm.Contracts.Errors;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>A plugin, a manifest or plugins.json keeps the kernel from starting something; says which, and what to do.</summary>
public sealed class KernelException : HamgmException
{
    /// <summary>Creates the error.</summary>
    /// <param name="subject">Plugin id, or path of the file that is wrong.</param>
    /// <param name="message">One sentence: what is wrong and what to do.</param>
    /// <param name="exitCode">The code of <see cref="ExitCodes"/> with which a process ends that cannot start because of it.</param>
    /// <param name="kind">What went wrong, as callers tell it apart.</param>
    /// <param name="code">A code of <see cref="ErrorCodes"/>.</param>
    /// <param name="inner">The cause, if another exception is it.</param>
    public KernelException(
        string subject,
        string message,
        int exitCode = ExitCodes.Plugin,
        ErrorKind kind = ErrorKind.ServiceUnavailable,
        int code = ErrorCodes.Unavailable,
        Exception? inner = null)
        : base(kind, code, subject, message, inner)
    {
        ExitCode = exitCode;
    }

    /// <summary>The exit code of a process that cannot start because of this.</summary>
    public int ExitCode { get; }

    /// <summary>True when trying again without a change of files cannot help.</summary>
    public bool IsPermanent { get; init; }

    /// <summary>A file is wrong: exit code 1.</summary>
    internal static KernelException BadFile(string subject, string message, Exception? inner = null) =>
        new(subject, message, ExitCodes.Configuration, ErrorKind.Configuration, ErrorCodes.BadRequest, inner) { IsPermanent = true };

    /// <summary>No plugin of that name.</summary>
    internal static KernelException Unknown(string id, string known) =>
        new(id, $"there is no plugin '{id}'; known are: {known}", ExitCodes.Plugin, ErrorKind.Cluster, ErrorCodes.NotFound);

    /// <summary>The state of things does not allow it.</summary>
    internal static KernelException Conflict(string id, string message) =>
        new(id, message, ExitCodes.Plugin, ErrorKind.Cluster, ErrorCodes.Conflict);
}
