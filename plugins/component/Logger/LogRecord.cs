using System.Globalization;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger;

/// <summary>
/// One message with its fields as text: made by the caller, formatted by each target in its own way and time. Holds no value of a
/// plugin's own type, which would pin its load context for as long as the line waits.
/// </summary>
internal sealed class LogRecord(DateTimeOffset time, LogLevel level, string source, string message, RecordField[] fields)
{
    public DateTimeOffset Time { get; } = time;

    public LogLevel Level { get; } = level;

    public string Source { get; } = source;

    public string Message { get; } = message;

    public RecordField[] Fields { get; } = fields;

    /// <summary>The record of a call; <paramref name="correlation"/> 0 for none.</summary>
    public static LogRecord Of(
        DateTimeOffset time, LogLevel level, string source, string message, ulong correlation, ReadOnlySpan<LogField> context, ReadOnlySpan<LogField> fields)
    {
        var all = new RecordField[context.Length + fields.Length + (correlation == 0 ? 0 : 1)];
        var next = 0;
        foreach (var field in context)
        {
            all[next++] = Field(field);
        }

        foreach (var field in fields)
        {
            all[next++] = Field(field);
        }

        if (correlation != 0)
        {
            all[next] = new RecordField("correlation", Correlation.Text(correlation), IsBare: false);
        }

        return new LogRecord(time, level, source, message, all);
    }

    /// <summary>A line of the log's own.</summary>
    public static LogRecord Own(DateTimeOffset time, LogLevel level, string message) => new(time, level, "component.logger", message, []);

    public static string Name(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warn => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    private static RecordField Field(in LogField field)
    {
        var name = string.IsNullOrEmpty(field.Name) ? "field" : field.Name;
        return field.Value switch
        {
            null => new RecordField(name, "null", IsBare: true),
            string text => new RecordField(name, text, IsBare: false),
            bool flag => new RecordField(name, flag ? "true" : "false", IsBare: true),
            TimeSpan span => new RecordField(name, string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.###}ms"), IsBare: false),
            int or long or uint or ulong or short or ushort or byte or sbyte or decimal => Number(name, (IFormattable)field.Value),
            double real => new RecordField(name, real.ToString(CultureInfo.InvariantCulture), double.IsFinite(real)),
            float real => new RecordField(name, real.ToString(CultureInfo.InvariantCulture), float.IsFinite(real)),
            IFormattable formattable => new RecordField(name, formattable.ToString(null, CultureInfo.InvariantCulture) ?? "null", IsBare: false),
            var other => new RecordField(name, other.ToString() ?? "null", IsBare: false),
        };
    }

    private static RecordField Number(string name, IFormattable value) => new(name, value.ToString(null, CultureInfo.InvariantCulture), IsBare: true);
}
