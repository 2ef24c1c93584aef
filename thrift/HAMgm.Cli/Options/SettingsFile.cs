using System.Text;
using HAMgm.Cli.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HAMgm.Cli.Options;

/// <summary>
/// ~/.hamgm/config.yaml: host, port, timeout, format and lang, one "key: value" each, and tls with ca, cert and key below it.
/// Read event by event, so that nothing but that can be in it (no other nesting, anchors or tags), and bounded.
/// </summary>
internal static class SettingsFile
{
    /// <summary>More than this is no such file.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly string[] Known = ["host", "port", "timeout", "format", "lang", "tls"];
    private static readonly string[] KnownTls = ["ca", "cert", "key"];

    /// <summary>The values by key.</summary>
    /// <exception cref="CliFailure">It cannot be read, or something else is in it.</exception>
    public static Dictionary<string, string> Load(string path)
    {
        string text;
        try
        {
            text = ReadBounded(path);
        }
        catch (FileNotFoundException)
        {
            throw Wrong(Messages.FileMissing.With(path));
        }
        catch (DirectoryNotFoundException)
        {
            throw Wrong(Messages.FileMissing.With(path));
        }
        catch (IOException unreadable)
        {
            throw Wrong(Messages.FileUnreadable.With(path, unreadable.Message));
        }
        catch (UnauthorizedAccessException unreadable)
        {
            throw Wrong(Messages.FileUnreadable.With(path, unreadable.Message));
        }

        try
        {
            return Parse(path, text);
        }
        catch (YamlException malformed)
        {
            throw Malformed(path, malformed.Start.Line, Phrase.Verbatim(malformed.Message));
        }
    }

    private static string ReadBounded(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[MaxBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MaxBytes
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw Wrong(Messages.FileTooLarge.With(path, MaxBytes));
    }

    private static Dictionary<string, string> Parse(string path, string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var parser = new Parser(new StringReader(text.TrimStart('\uFEFF')));
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return values;
        }

        parser.Consume<DocumentStart>();
        if (parser.TryConsume<Scalar>(out var empty) && empty.Value.Length == 0)
        {
            return values;
        }

        if (!parser.TryConsume<MappingStart>(out var mapping) || !mapping.Anchor.IsEmpty)
        {
            throw Malformed(path, empty?.Start.Line ?? parser.Current?.Start.Line ?? 1, Messages.FileNotFlat);
        }

        ReadMapping(path, parser, Known, "", values);
        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out _)
            ? values
            : throw Malformed(path, parser.Current?.Start.Line ?? 1, Messages.FileNotFlat);
    }

    // The keys of a mapping whose beginning has been read, as prefix and key.
    private static void ReadMapping(string path, Parser parser, string[] known, string prefix, Dictionary<string, string> values)
    {
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = PlainScalar(path, parser);
            if (!known.Contains(key.Value))
            {
                throw Malformed(path, key.Start.Line, Messages.FileKeyUnknown.With(prefix + key.Value, string.Join(", ", known)));
            }

            if (prefix + key.Value == "tls")
            {
                if (!parser.TryConsume<MappingStart>(out var tls) || !tls.Anchor.IsEmpty || values.Keys.Any(name => name.StartsWith("tls.", StringComparison.Ordinal)))
                {
                    throw Malformed(path, key.Start.Line, PkiMessages.FileTlsNotMapping);
                }

                ReadMapping(path, parser, KnownTls, "tls.", values);
            }
            else if (!values.TryAdd(prefix + key.Value, PlainScalar(path, parser).Value))
            {
                throw Malformed(path, key.Start.Line, Messages.FileKeyTwice.With(prefix + key.Value));
            }
        }
    }

    private static Scalar PlainScalar(string path, Parser parser)
    {
        if (!parser.Accept<Scalar>(out var scalar) || !scalar.Anchor.IsEmpty || !scalar.Tag.IsEmpty)
        {
            throw Malformed(path, parser.Current?.Start.Line ?? 1, Messages.FileNotFlat);
        }

        return parser.Consume<Scalar>();
    }

    private static CliFailure Malformed(string path, long line, Phrase why) =>
        Wrong(Messages.FileMalformed.With(path, line, why));

    private static CliFailure Wrong(Phrase details) => new(ExitCode.Usage, 400, Messages.WrongSettingsFile, details);
}
