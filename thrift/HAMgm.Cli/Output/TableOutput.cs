using System.Globalization;
using HAMgm.Cli.Text;
using Spectre.Console;

namespace HAMgm.Cli.Output;

/// <summary>
/// Fields for people: single values beside their names, lists of objects as tables. Any data can
/// be shown, so that a command needs no layout of its own.
/// </summary>
internal sealed class TableOutput(Language language, bool colours, int width)
{
    /// <summary>The text, with a line end behind it.</summary>
    public string Write(Fields data)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),

            // Only what is set here counts, not what Spectre makes of the environment.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        WriteObject(console, data, isTop: true);
        return TrimLines(text.ToString());
    }

    private void WriteObject(IAnsiConsole console, Fields data, bool isTop)
    {
        var single = data.Where(field => field.Value is not (Fields or IReadOnlyList<Fields>)).ToList();
        if (single.Count > 0)
        {
            console.Write(Pairs(single));
        }

        foreach (var (name, value) in data)
        {
            if (value is not (Fields or IReadOnlyList<Fields>))
            {
                continue;
            }

            if (!(isTop && data.Count == 1))
            {
                console.WriteLine();
                console.MarkupLine($"[bold]{Markup.Escape(Labels.Of(name).In(language))}[/]");
            }

            switch (value)
            {
                case Fields inner:
                    WriteObject(console, inner, isTop: false);
                    break;
                case IReadOnlyList<Fields> { Count: > 0 } list:
                    console.Write(Rows(list));
                    break;
                default:
                    console.WriteLine(Labels.None.In(language));
                    break;
            }
        }
    }

    private Table Pairs(List<KeyValuePair<string, object?>> fields)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn(string.Empty) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        table.AddColumn(new TableColumn(string.Empty) { Padding = new Padding(0, 0, 0, 0) });
        foreach (var (name, value) in fields)
        {
            table.AddRow(new Markup(Markup.Escape(Labels.Of(name).In(language))), Cell(name, value));
        }

        return table;
    }

    private Table Rows(IReadOnlyList<Fields> list)
    {
        var columns = list.SelectMany(row => row.Select(field => field.Key)).Distinct().ToList();
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
        {
            var isNumber = list.Any(row => row.Any(field => field.Key == column && field.Value is int or double));
            table.AddColumn(new TableColumn(Markup.Escape(Labels.Of(column).In(language)))
            {
                Alignment = isNumber ? Justify.Right : Justify.Left,
            });
        }

        foreach (var row in list)
        {
            var values = row.ToDictionary(field => field.Key, field => field.Value);
            table.AddRow(columns.Select(column => Cell(column, values.GetValueOrDefault(column))));
        }

        return table;
    }

    private Markup Cell(string field, object? value)
    {
        var text = Markup.Escape(CellText.Of(field, value, language));
        return new Markup(CellText.ColourOf(field, value) is { } colour ? $"[{colour}]{text}[/]" : text);
    }

    // Spectre fills every line up to the table's width.
    private static string TrimLines(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.TrimEnd(' ', '\r')));
}
