using HAMgm.Contracts.Errors;

namespace HAMgm.Contracts.Configuration;

/// <summary>A configuration file has errors: all of them at once.</summary>
public sealed class ConfigErrorsException : HamgmException
{
    /// <summary>Creates the error.</summary>
    public ConfigErrorsException(string path, IReadOnlyList<ConfigIssue> errors)
        : base(ErrorKind.Configuration, ErrorCodes.BadRequest, path, Describe(path, errors))
    {
        Errors = errors;
    }

    /// <summary>Every error, in the order of the file.</summary>
    public IReadOnlyList<ConfigIssue> Errors { get; }

    private static string Describe(string path, IReadOnlyList<ConfigIssue> errors) =>
        string.Join(Environment.NewLine, errors.Select(e => $"{path}:{e.Line}: {e.Key}: {e.Message}"));
}
