using HAMgm.Component.Config.Files;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Config;

/// <summary>Which version a file has that was just loaded.</summary>
internal static class ConfigVersion
{
    /// <summary>
    /// The recorded version when the shared settings are the recorded ones. When they are not, somebody edited the file
    /// while the service was down, or it died between writing the file and its version: both are one change more.
    /// </summary>
    public static ConfigStamp AtLoad(string dataDirectory, ulong hash, ILogger log)
    {
        var recorded = VersionFile.Read(dataDirectory);
        if (recorded is { } same && same.Hash == hash)
        {
            return same.Stamp;
        }

        var stamp = recorded is { } last ? last.Stamp with { Version = last.Stamp.Version + 1 } : new ConfigStamp(0, 0);
        try
        {
            VersionFile.Write(dataDirectory, stamp, hash);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not the end: component.data refuses to start on such a directory and says what to do; reading settings works.
            log.Warn("the configuration's version cannot be recorded", ("dataDir", dataDirectory), ("error", e.Message));
        }

        return stamp;
    }
}
