namespace HAMgm.Component.Alert.Sending;

/// <summary>How a channel fares.</summary>
internal sealed class ChannelState
{
    /// <summary>An attempt is under way.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>No attempt before this, by the book's clock.</summary>
    public TimeSpan NotBefore { get; set; } = TimeSpan.MinValue;

    /// <summary>True after the server has refused a message with several notices: each goes by itself until one is through.</summary>
    public bool SendsSingly { get; set; }
}
