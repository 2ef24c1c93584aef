using System.Globalization;
using System.Text;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Text;

/// <summary>What people read: one subject a message, one paragraph a notice, in English, Chinese or both.</summary>
internal static class NoticeText
{
    private const string Divider = " / ";

    /// <summary>One line for all notices.</summary>
    public static string Subject(AlertSettings settings, IReadOnlyList<Notice> notices)
    {
        var worst = notices.MaxBy(notice => (notice.Kind != "resolved", notice.Alert.Severity))!;
        var more = notices.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (+{notices.Count - 1})");
        return $"[{settings.ClusterId}] {Head(settings, worst)}{more}";
    }

    /// <summary>One line for one notice: how bad, what.</summary>
    public static string Head(AlertSettings settings, Notice notice) =>
        $"{Word(settings, notice)}: {In(settings.Language, notice.Alert.Title)}";

    /// <summary>What follows the head.</summary>
    public static string Body(AlertSettings settings, Notice notice) => In(settings.Language, notice.Alert.Message);

    /// <summary>When, where, which: names and values.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(AlertSettings settings, Notice notice)
    {
        var alert = notice.Alert;
        yield return (Say(settings, "Node", "节点"), alert.SourceNodeId);
        yield return (Say(settings, "Raised", "时间"), Time(alert.CreateTime));
        if (alert.ResolveTime is { } end)
        {
            yield return (Say(settings, "Over", "恢复"), Time(end));
        }

        if (alert.Occurrences > 1)
        {
            yield return (Say(settings, "Times", "次数"), alert.Occurrences.ToString(CultureInfo.InvariantCulture));
        }

        yield return (Say(settings, "Type", "类型"), $"{alert.Type} ({SeverityNames.Of(alert.Severity)})");
        yield return ("ID", alert.AlertId);
    }

    /// <summary>Everything as plain text.</summary>
    public static string Plain(AlertSettings settings, IReadOnlyList<Notice> notices)
    {
        var text = new StringBuilder();
        foreach (var notice in notices)
        {
            text.Append(Head(settings, notice)).Append('\n');
            if (Body(settings, notice) is { Length: > 0 } body)
            {
                text.Append(body).Append('\n');
            }

            text.AppendJoin('\n', Facts(settings, notice).Select(fact => $"  {fact.Name}: {fact.Value}")).Append("\n\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>A text cut to so many bytes of UTF-8.</summary>
    public static string CutBytes(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var length = 0;
        var bytes = 3;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, length), "…");
    }

    private static string Word(AlertSettings settings, Notice notice) => notice.Kind switch
    {
        "resolved" => Say(settings, "RESOLVED", "已恢复"),
        "escalated" => Say(settings, $"{Severity(notice).En}, NOT ACKNOWLEDGED", $"{Severity(notice).Zh}，未确认"),
        "test" => Say(settings, "TEST", "测试"),
        _ => Say(settings, Severity(notice).En, Severity(notice).Zh),
    };

    private static (string En, string Zh) Severity(Notice notice) => notice.Alert.Severity switch
    {
        AlertSeverity.Critical => ("CRITICAL", "严重"),
        AlertSeverity.High => ("HIGH", "高"),
        AlertSeverity.Medium => ("MEDIUM", "中"),
        AlertSeverity.Low => ("LOW", "低"),
        _ => ("INFO", "信息"),
    };

    private static string Say(AlertSettings settings, string english, string chinese) => settings.Language switch
    {
        "en" => english,
        "zh" => chinese,
        _ => $"{english}/{chinese}",
    };

    // The sources write "English / Chinese" in one text; one without Chinese characters behind the divider is of one language.
    private static string In(string language, string text)
    {
        if (language == "both")
        {
            return text;
        }

        for (var at = text.IndexOf(Divider, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Divider, at + 1, StringComparison.Ordinal))
        {
            var rest = text[(at + Divider.Length)..];
            if (rest.Any(IsChinese) && !text.AsSpan(0, at).ToString().Any(IsChinese))
            {
                return language == "zh" ? rest : text[..at];
            }
        }

        return text;
    }

    private static bool IsChinese(char c) => c is >= '\u4e00' and <= '\u9fff';

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
