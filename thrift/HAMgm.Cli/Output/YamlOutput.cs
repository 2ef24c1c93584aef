using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HAMgm.Cli.Output;

/// <summary>Fields as YAML: the same data as JSON, a string in quotes wherever a reader could take it for something else.</summary>
internal static class YamlOutput
{
    /// <summary>The document, with a line end behind it.</summary>
    public static string Write(Fields fields)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(writer, new EmitterSettings().WithBestWidth(int.MaxValue).WithIndentedSequences());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        EmitObject(emitter, fields);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return writer.ToString();
    }

    private static void EmitObject(Emitter emitter, Fields fields)
    {
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        foreach (var (name, value) in fields)
        {
            EmitPlain(emitter, name);
            EmitValue(emitter, value);
        }

        emitter.Emit(new MappingEnd());
    }

    private static void EmitValue(Emitter emitter, object? value)
    {
        switch (value)
        {
            case null:
                EmitPlain(emitter, "null");
                break;
            case string text:
                EmitText(emitter, text);
                break;
            case bool flag:
                EmitPlain(emitter, flag ? "true" : "false");
                break;
            case double number when !double.IsFinite(number):
                EmitPlain(emitter, "null");
                break;
            case IFormattable number:
                EmitPlain(emitter, number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case Fields fields:
                EmitObject(emitter, fields);
                break;
            case IReadOnlyList<Fields> list:
                EmitList(emitter, list, EmitObject);
                break;
            case IReadOnlyList<string> list:
                EmitList(emitter, list, EmitText);
                break;
            default:
                throw new InvalidOperationException($"No YAML for {value.GetType()}.");
        }
    }

    private static void EmitList<T>(Emitter emitter, IReadOnlyList<T> list, Action<Emitter, T> emitItem)
    {
        var style = list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block;
        emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
        foreach (var item in list)
        {
            emitItem(emitter, item);
        }

        emitter.Emit(new SequenceEnd());
    }

    private static void EmitPlain(Emitter emitter, string text) =>
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));

    private static void EmitText(Emitter emitter, string text) => emitter.Emit(new Scalar(
        AnchorName.Empty,
        TagName.Empty,
        text,
        IsUnmistakable(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted,
        isPlainImplicit: true,
        isQuotedImplicit: true));

    // Words that no reader, of YAML 1.1 or 1.2, takes for a number, a date, a truth value or null.
    private static bool IsUnmistakable(string text)
    {
        if (text.Length is < 2 or > 64 || !char.IsAsciiLetter(text[0]))
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.' or '/'))
            {
                return false;
            }
        }

        return text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF");
    }
}
