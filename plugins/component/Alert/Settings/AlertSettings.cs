using System.Globalization;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Alert.Settings;

/// <summary>The settings <c>alert.*</c> at one moment, read as a whole.</summary>
internal sealed record AlertSettings
{
    /// <summary>The channel of alert.email.to.</summary>
    public const string EmailChannel = "email";

    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public required string ClusterId { get; init; }

    public required string NodeId { get; init; }

    public required string PeerId { get; init; }

    public AlertSeverity LeastSeverity { get; init; }

    public string Language { get; init; } = "both";

    public TimeSpan GroupWait { get; init; }

    public TimeSpan AloneDelay { get; init; }

    public TimeSpan NodeDownAfter { get; init; }

    public TimeSpan GiveUpAfter { get; init; }

    public TimeSpan HistoryKeep { get; init; }

    /// <summary>Null: no mail.</summary>
    public MailServer? Mail { get; init; }

    public IReadOnlyList<Channel> Channels { get; init; } = [];

    public IReadOnlyList<Rule> Rules { get; init; } = [];

    public IReadOnlyList<QuietWindow> Windows { get; init; } = [];

    /// <summary>Reads them; what makes a channel unusable goes to <paramref name="problems"/>, each with its remedy.</summary>
    public static AlertSettings Read(IConfigManager config, List<string> problems)
    {
        var mail = ReadMail(config, problems);
        var channels = new List<Channel>();
        if (mail is not null && config.GetList("alert.email.to") is { Count: > 0 } to)
        {
            channels.Add(Mailbox(EmailChannel, to, mail));
        }

        channels.AddRange(config.GetMaps("alert.webhooks").Select(entry => ReadWebhook(entry, problems)).OfType<Channel>());
        foreach (var twice in channels.GroupBy(channel => channel.Name).Where(group => group.Count() > 1))
        {
            problems.Add($"alert.webhooks: '{twice.Key}' names two channels; the first counts: rename the other");
        }

        channels = [.. channels.DistinctBy(channel => channel.Name)];
        var settings = new AlertSettings
        {
            ClusterId = config.GetString("cluster.id"),
            NodeId = config.GetString("node.id"),
            PeerId = config.GetString("peer.id"),
            LeastSeverity = SeverityNames.Parse(config.GetString("alert.least_severity"), AlertSeverity.Medium),
            Language = config.GetString("alert.language"),
            GroupWait = config.GetDuration("alert.group_wait"),
            AloneDelay = config.GetDuration("alert.alone_delay"),
            NodeDownAfter = config.GetDuration("alert.node_down_after"),
            GiveUpAfter = config.GetDuration("alert.give_up_after"),
            HistoryKeep = config.GetDuration("alert.history_keep"),
            Mail = mail,
            Channels = channels,
            Rules = [.. config.GetMaps("alert.rules").Select(ReadRule)],
            Windows = [.. config.GetMaps("alert.windows").Select(ReadWindow)],
        };
        problems.AddRange(
            from rule in settings.Rules
            from name in rule.Channels.Concat(rule.EscalateTo)
            where settings.Find(name) is null
            select $"alert.rules: rule '{rule.Name}' names the channel '{name}', which is not configured: nothing goes there");
        return settings;
    }

    /// <summary>A channel by name; a mail address is one, too, where there is a mail server. Null: there is none.</summary>
    public Channel? Find(string name) =>
        Channels.FirstOrDefault(channel => channel.Name == name)
        ?? (Mail is { } mail && name.Contains('@', StringComparison.Ordinal) ? Mailbox(name, [name], mail) : null);

    private static Channel Mailbox(string name, IReadOnlyList<string> to, MailServer mail) =>
        new(name, ChannelKind.Email, AlertSeverity.Info, SendsResolved: true, mail.Timeout) { To = to };

    private static MailServer? ReadMail(IConfigManager config, List<string> problems)
    {
        var host = config.GetString("alert.email.host");
        var from = config.GetString("alert.email.from");
        if (host.Length == 0)
        {
            return null;
        }

        if (from.Length == 0)
        {
            problems.Add("alert.email.from is missing, so no mail is sent: set the sender's address");
            return null;
        }

        var (user, security, auth) = (config.GetString("alert.email.username"), config.GetString("alert.email.security"), config.GetString("alert.email.auth"));
        if (user.Length > 0 && security == "none" && auth != "cram-md5")
        {
            problems.Add("alert.email.security is none and alert.email.username is set: a password is not sent in clear, so no mail is sent. Set security to starttls or tls, or auth to cram-md5, or take the user name out");
            return null;
        }

        var (password, file) = (config.GetString("alert.email.password"), config.GetPath("alert.email.password_file"));
        return new MailServer(
            host, config.GetInt("alert.email.port"), security, auth, user, from, config.GetPath("alert.email.ca"), config.GetDuration("alert.email.timeout"),
            () => file.Length > 0 ? SecretFile.Read(file) : password);
    }

    private static Channel? ReadWebhook(IConfigMap entry, List<string> problems)
    {
        var name = entry.GetString("name");
        var kind = entry.GetString("format") switch
        {
            "slack" => ChannelKind.Slack,
            "dingtalk" => ChannelKind.DingTalk,
            "wecom" => ChannelKind.WeCom,
            "feishu" => ChannelKind.Feishu,
            _ => ChannelKind.Json,
        };
        var (url, file) = (entry.GetString("url"), entry.GetPath("url_file"));
        var problem =
            url.Length > 0 == file.Length > 0 ? "needs either url or url_file"
            : url.Length > 0 && kind != ChannelKind.Json ? "has its token in the address, which must not stand in the configuration: write the address into a file (mode 0600, on both nodes) and name that in url_file"
            : name is EmailChannel or "webhook" ? "has a name with a meaning of its own: choose another"
            : "";
        if (problem.Length > 0)
        {
            problems.Add($"alert.webhooks: '{name}' {problem}; nothing is sent there");
            return null;
        }

        return new Channel(
            name, kind, SeverityNames.Parse(entry.GetString("least_severity"), AlertSeverity.Info), entry.GetBool("send_resolved"), entry.GetDuration("timeout"))
        {
            Url = url,
            UrlFile = file,
            SecretFile = entry.GetPath("secret_file"),
            AuthorityFile = entry.GetPath("ca"),
            Proxy = entry.GetString("proxy"),
        };
    }

    private static Rule ReadRule(IConfigMap entry) => new()
    {
        Name = entry.GetString("name"),
        Types = entry.GetList("types"),
        LeastSeverity = SeverityNames.Parse(entry.GetString("severity"), AlertSeverity.Info),
        Nodes = entry.GetList("nodes"),
        Modules = entry.GetList("modules"),
        Suppresses = entry.GetString("action") == "suppress",
        Channels = entry.GetList("channels"),
        GroupWait = entry.Has("group_wait") ? entry.GetDuration("group_wait") : null,
        EscalateAfter = entry.Has("escalate_after") ? entry.GetDuration("escalate_after") : null,
        EscalateTo = entry.GetList("escalate_to"),
    };

    private static QuietWindow ReadWindow(IConfigMap entry) => new(
        entry.GetString("name"),
        [.. entry.GetList("days").Select(day => (DayOfWeek)Array.IndexOf(DayNames, day))],
        TimeOnly.ParseExact(entry.GetString("from"), "HH:mm", CultureInfo.InvariantCulture),
        TimeOnly.ParseExact(entry.GetString("to"), "HH:mm", CultureInfo.InvariantCulture),
        entry.GetList("types"),
        SeverityNames.Parse(entry.GetString("most_severity"), AlertSeverity.High));
}
