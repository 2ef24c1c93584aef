using System.Globalization;

namespace HAMgm.Daemon.Usage;

/// <summary>Says when the service uses too much: above a limit in three samples one after the other. A limit of 0 is none.</summary>
internal sealed class UsageLimits(int maxResidentMegabytes, int maxDescriptors)
{
    /// <summary>How many samples in a row; a peak is no leak.</summary>
    public const int Samples = 3;

    private int residentExceeded;
    private int descriptorsExceeded;

    /// <summary>Begins anew, for a new process.</summary>
    public void Reset() => residentExceeded = descriptorsExceeded = 0;

    /// <summary>Takes a sample; the reason when the service is to be restarted, else null.</summary>
    public string? Observe(long residentBytes, int descriptors)
    {
        residentExceeded = maxResidentMegabytes > 0 && residentBytes > maxResidentMegabytes * 1024L * 1024L ? residentExceeded + 1 : 0;
        descriptorsExceeded = maxDescriptors > 0 && descriptors > maxDescriptors ? descriptorsExceeded + 1 : 0;
        if (residentExceeded >= Samples)
        {
            Reset();
            return string.Create(CultureInfo.InvariantCulture, $"memory: {residentBytes / (1024 * 1024)} MB, limit {maxResidentMegabytes} MB");
        }

        if (descriptorsExceeded >= Samples)
        {
            Reset();
            return string.Create(CultureInfo.InvariantCulture, $"descriptors: {descriptors}, limit {maxDescriptors}");
        }

        return null;
    }
}
