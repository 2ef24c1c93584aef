namespace HAMgm.Contracts.Configuration;

/// <summary>
/// One element of a setting that is a list of maps (<c>detect.checks: [{type: tcp, port: 5432}]</c>). A field that the file leaves
/// out answers with its default. Immutable.
/// </summary>
public interface IConfigMap
{
    /// <summary>The fields that have a value, from the file or by default, in the order of the schema.</summary>
    IReadOnlyList<string> Fields { get; }

    /// <summary>True when the field has a value, from the file or by default.</summary>
    /// <exception cref="Errors.HamgmException">The schema knows no such field.</exception>
    bool Has(string field);

    /// <summary>A value as the file writes it; "" when there is none. Secrets in clear: for the plugin, never for a log.</summary>
    /// <exception cref="Errors.HamgmException">The schema knows no such field.</exception>
    string GetString(string field);

    /// <summary>A whole number.</summary>
    /// <exception cref="Errors.HamgmException">Unknown field, another type, or without a value.</exception>
    int GetInt(string field);

    /// <summary>true or false.</summary>
    /// <exception cref="Errors.HamgmException">Unknown field, another type, or without a value.</exception>
    bool GetBool(string field);

    /// <summary>A duration.</summary>
    /// <exception cref="Errors.HamgmException">Unknown field, another type, or without a value.</exception>
    TimeSpan GetDuration(string field);

    /// <summary>A list of texts; a single text is a list of one, no value an empty one.</summary>
    /// <exception cref="Errors.HamgmException">The schema knows no such field.</exception>
    IReadOnlyList<string> GetList(string field);

    /// <summary>A path, made absolute from the folder of the configuration file; "" when there is none.</summary>
    /// <exception cref="Errors.HamgmException">The schema knows no such field.</exception>
    string GetPath(string field);
}
