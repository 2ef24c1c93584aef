namespace HAMgm.Cli;

/// <summary>What the program ends with; stable, and documented in docs/cli.md.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The cluster was reached and said no.</summary>
    public const int Refused = 1;

    /// <summary>The command line or the configuration file is wrong; nothing was asked of the cluster.</summary>
    public const int Usage = 2;

    /// <summary>No node was reached, it did not answer in time, or what answered is no HAMgm node.</summary>
    public const int Unreachable = 3;

    /// <summary>The caller may not do that.</summary>
    public const int NotAuthorised = 4;

    /// <summary>The result could not be written; the command may have been carried out.</summary>
    public const int OutputLost = 5;

    /// <summary>Asked with --check, and the answer is no: not ready, not healthy.</summary>
    public const int NotWell = 6;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>Broken off with Ctrl-C (SIGINT).</summary>
    public const int Interrupted = 130;
}
