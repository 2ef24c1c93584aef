using HAMgm.Cli.Text;

namespace HAMgm.Cli;

/// <summary>Why a command did not do what it was asked for; becomes the envelope of specification 1, section 4.3.3.</summary>
internal sealed class CliFailure(int exitCode, int code, Phrase summary, Phrase details, Exception? cause = null)
    : Exception(summary.En, cause)
{
    /// <summary>What the program ends with (<see cref="Cli.ExitCode"/>).</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>error.code, in the manner of HTTP.</summary>
    public int Code { get; } = code;

    /// <summary>What went wrong, in general.</summary>
    public Phrase Summary { get; } = summary;

    /// <summary>What went wrong here, by name, and what to do about it.</summary>
    public Phrase Details { get; } = details;

    /// <summary>A command line that cannot be carried out.</summary>
    public static CliFailure Usage(Phrase details) => new(Cli.ExitCode.Usage, 400, Messages.WrongUsage, details);
}
