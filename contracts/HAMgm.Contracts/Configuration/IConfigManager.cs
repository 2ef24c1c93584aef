namespace HAMgm.Contracts.Configuration;

/// <summary>
/// The node's configuration (spec/1 section 3.2.2): one YAML file, keys addressed with dots. component.config provides it.
/// Getters answer from memory and give the key's default where the file has none.
/// </summary>
public interface IConfigManager
{
    /// <summary>Full path of the file in use.</summary>
    string Path { get; }

    /// <summary>Loads a file and replaces the settings as a whole, or changes nothing.</summary>
    /// <exception cref="Errors.HamgmException">The file cannot be read, or has errors: all of them, with line and key, in <see cref="ConfigErrorsException.Errors"/>.</exception>
    void LoadConfig(string path);

    /// <summary>Every error and warning of a file, without loading it.</summary>
    IReadOnlyList<ConfigIssue> Check(string path);

    /// <summary>A value as the file would write it (durations <c>100ms</c>, lists comma-separated).</summary>
    /// <exception cref="Errors.HamgmException">Unknown key.</exception>
    string GetString(string key);

    /// <summary>A whole number.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key, or not a number.</exception>
    int GetInt(string key);

    /// <summary>true or false.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key, or not a boolean.</exception>
    bool GetBool(string key);

    /// <summary>A duration.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key, or not a duration.</exception>
    TimeSpan GetDuration(string key);

    /// <summary>A list of texts; a single text is a list of one.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key, or not a list.</exception>
    IReadOnlyList<string> GetList(string key);

    /// <summary>The elements of a setting of type <c>maps</c>, in the order of the file; none when it has no value.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key, or not a list of maps.</exception>
    IReadOnlyList<IConfigMap> GetMaps(string key);

    /// <summary>A path setting, made absolute from the folder of the file that contains it.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key.</exception>
    string GetPath(string key);

    /// <summary>Whether a key is shared by both nodes or belongs to this node alone.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key.</exception>
    ConfigScope GetScope(string key);

    /// <summary>All known keys with their current values.</summary>
    IReadOnlyDictionary<string, string> GetAll();

    /// <summary><see cref="SetAll(IReadOnlyDictionary{string, string}, long?)"/> of one setting.</summary>
    /// <param name="key">A known key.</param>
    /// <param name="value">The new value as text; "" unsets it.</param>
    /// <param name="version">The version to record when the change was replicated from the peer; null to take the next one.</param>
    /// <returns>What was done, and whether it needs a restart.</returns>
    /// <exception cref="Errors.HamgmException">Unknown key, value refused, or the file cannot be written; nothing has changed.</exception>
    ConfigChange SetString(string key, string value, long? version = null);

    /// <summary>
    /// Sets several settings as one change: judged together, so that values which depend on each other (peer.id and
    /// peer.ip) can be set at all; written as one edit of their text only (comments, order and flow style stay), so that
    /// the file has all of them or none, whenever the process dies. <see cref="Version"/> rises by one when shared
    /// settings changed. The watchers are told after everything is in force.
    /// </summary>
    /// <param name="values">
    /// Text by known key; "" unsets a key: it is taken out of the file and its default counts. May be empty when only a version is to be recorded.
    /// </param>
    /// <param name="version">The version to record when the change was replicated from the peer; null to take the next one.</param>
    /// <returns>One entry a key, in ordinal order; a value that was there already is among them and needs no restart.</returns>
    /// <exception cref="Errors.HamgmException">Unknown key, a value or the values together refused, or the file cannot be written; nothing has changed.</exception>
    IReadOnlyList<ConfigChange> SetAll(IReadOnlyDictionary<string, string> values, long? version = null);

    /// <summary><see cref="SetAll(IReadOnlyDictionary{string, string}, long?)"/> under the term and version that the change was committed with.</summary>
    /// <inheritdoc cref="SetAll(IReadOnlyDictionary{string, string}, long?)"/>
    IReadOnlyList<ConfigChange> SetAll(IReadOnlyDictionary<string, string> values, ConfigStamp stamp) => SetAll(values, stamp.Version);

    /// <summary>
    /// Looks whether the file was edited by hand; one system call when nobody touched it. A change of comments alone is taken over
    /// silently. What differs in meaning comes into force by a <c>SetAll</c> of exactly that; until then every other set is refused.
    /// </summary>
    /// <returns>Null when the file says what is in force.</returns>
    ConfigFileEdit? LookAtFile() => null;

    /// <summary>Same as <see cref="SetString"/> for a number.</summary>
    ConfigChange SetInt(string key, int value);

    /// <summary>Same as <see cref="SetString"/> for a boolean.</summary>
    ConfigChange SetBool(string key, bool value);

    /// <summary>
    /// A value of a key as it may be printed, logged or audited: what the key's schema marks as a secret is hidden, the secret fields
    /// of a list of maps among it. What cannot be read as the key's type is hidden whole when the type has secrets; a value of an unknown key is given as it is.
    /// </summary>
    string Mask(string key, string value);

    /// <summary>Checks a value without setting it.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key, or value refused.</exception>
    void Validate(string key, string value);

    /// <summary>Checks values together without setting them, as <see cref="SetAll(IReadOnlyDictionary{string, string}, long?)"/> would.</summary>
    /// <exception cref="Errors.HamgmException">Unknown key, or a value or the values together refused.</exception>
    void ValidateAll(IReadOnlyDictionary<string, string> values);

    /// <summary>Writes the settings in memory to the file. <see cref="SetString"/> has done so already; this is for spec/1's SaveConfig.</summary>
    void SaveConfig();

    /// <summary>Calls back after each change, on the changer's thread; dispose to end. Key prefix "" watches all.</summary>
    IDisposable WatchConfig(string keyPrefix, Action<ConfigChange> callback);

    /// <summary>Counts changes of shared keys; the higher one is the newer (spec/1 section 5.4.2, config_version).</summary>
    long Version { get; }

    /// <summary><see cref="Version"/> with the term that it was committed in.</summary>
    ConfigStamp Stamp => new(0, Version);

    /// <summary>SHA-256 over the shared keys and values that are not the default, in order: equal on both nodes when they agree. First 8 bytes, big-endian.</summary>
    ulong SharedHash { get; }
}
