using System.Security.Cryptography;
using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Alert;

/// <summary>Makes a silence of what was asked for.</summary>
internal static class Silences
{
    /// <exception cref="HamgmException">Cluster/400.</exception>
    public static AlertSilence Make(AlertSilence asked, AlertSettings settings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(asked);
        if (asked.Until <= now || asked.Until - now > Bounds.LongestSilence)
        {
            throw Refused($"A silence lasts up to {Bounds.LongestSilence.TotalDays:0} days, from now on.");
        }

        if (asked.NodeId.Length > 0 && asked.NodeId != settings.NodeId && asked.NodeId != settings.PeerId)
        {
            throw Refused($"There is no node '{Bounds.Cut(asked.NodeId, 64)}'; the nodes are '{settings.NodeId}' and '{settings.PeerId}'.");
        }

        return asked with
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)),
            Type = Bounds.Cut(asked.Type, Bounds.Name),
            From = now,
            CreatedBy = Bounds.Cut(asked.CreatedBy, Bounds.Name),
            Comment = Bounds.Cut(asked.Comment, Bounds.Value),
            EndedBy = "",
        };
    }

    private static HamgmException Refused(string message) => new(ErrorKind.Cluster, ErrorCodes.BadRequest, "silence", message);
}
