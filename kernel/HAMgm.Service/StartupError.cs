using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Service;

/// <summary>What a failed start means: a line for the operator and an exit code for the guard.</summary>
internal static class StartupError
{
    public static int ExitCode(HamgmException error) => error switch
    {
        KernelException known => known.ExitCode,
        { Kind: ErrorKind.Configuration } => ExitCodes.Configuration,
        { Code: ErrorCodes.Unavailable or ErrorCodes.Forbidden } => ExitCodes.Environment,
        _ => ExitCodes.Plugin,
    };

    /// <summary>One line, or one for each error of the configuration file.</summary>
    public static string Describe(HamgmException error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is ConfigErrorsException configuration)
            {
                return configuration.Message;
            }
        }

        return $"hamgm-service: {error.Message.ReplaceLineEndings(" ")}";
    }
}
