using System.Text;

namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>What the mail server took.</summary>
internal sealed record ReceivedMail(string Login, string From, IReadOnlyList<string> To, bool IsSecure, string Message)
{
    private int HeaderEnd => Message.IndexOf("\r\n\r\n", StringComparison.Ordinal);

    /// <summary>The body, decoded.</summary>
    public string Body => Encoding.UTF8.GetString(Convert.FromBase64String(Message[(HeaderEnd + 4)..]));

    /// <summary>A header, unfolded, its encoded words decoded.</summary>
    public string Header(string name)
    {
        var unfolded = Message[..HeaderEnd].Replace("\r\n ", " ", StringComparison.Ordinal);
        var line = unfolded.Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
        if (!line.Contains("=?utf-8?B?", StringComparison.Ordinal))
        {
            return line;
        }

        var bytes = line.Split(' ').SelectMany(word => Convert.FromBase64String(word["=?utf-8?B?".Length..^2]));
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
