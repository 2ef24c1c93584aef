using HAMgm.Contracts.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HAMgm.Component.Config.Yaml;

/// <summary>
/// Builds the tree of a file from YamlDotNet's events. Its own document model is not used, because that resolves anchors
/// (a few lines can unfold to gigabytes) and drops the first of two equal keys' marks; here anchors are refused, depth is
/// bounded, and every mistake is noted while reading goes on.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 16;
    private const int MaxIssues = 100;

    private readonly List<ConfigIssue> _issues;
    private readonly Parser _parser;

    private YamlReader(string text, List<ConfigIssue> issues)
    {
        _issues = issues;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>The tree, or null when the text is not YAML; the issues say why.</summary>
    public static YamlNode? Read(string text, List<ConfigIssue> issues)
    {
        var reader = new YamlReader(text, issues);
        try
        {
            return reader.ReadStream();
        }
        catch (YamlException e)
        {
            issues.Add(new ConfigIssue(Line(e.Start), "", $"not YAML (column {e.Start.Column}): {e.Message}", IsWarning: false));
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16.3 throws this on an unclosed flow collection, without a place.
            issues.Add(new ConfigIssue(Line(reader._parser.Current?.Start ?? Mark.Empty), "", "not YAML: a bracket or brace is not closed near here", IsWarning: false));
        }

        return null;
    }

    private static int Line(Mark mark) => (int)Math.Max(1, mark.Line);

    private YamlNode? ReadStream()
    {
        YamlNode? root = null;
        var documents = 0;
        while (_parser.MoveNext())
        {
            switch (_parser.Current)
            {
                case DocumentStart start when ++documents > 1:
                    Issue(start, "", "a second document begins here; one file holds one document: remove the '---'");
                    return root;
                case NodeEvent:
                    root = ReadNode("", 0);
                    break;
                default:
                    break;
            }
        }

        return root;
    }

    private YamlNode? ReadNode(string path, int depth)
    {
        var start = _parser.Current!;
        if (start is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
        {
            Issue(start, path, "anchors and aliases are not supported: write the value out");
        }

        if (start is NodeEvent { Tag.IsEmpty: false })
        {
            Issue(start, path, "tags (!…) are not supported: write the plain value");
        }

        if (depth > MaxDepth)
        {
            Issue(start, path, $"nested deeper than {MaxDepth} levels");
            throw new SemanticErrorException(start.Start, start.End, $"nested deeper than {MaxDepth} levels");
        }

        switch (start)
        {
            case Scalar scalar:
                return new YamlScalar((int)scalar.Start.Index, (int)scalar.End.Index, Line(scalar.Start), scalar.Value, scalar.Style);
            case SequenceStart sequence:
                return ReadSequence(sequence, path, depth);
            case MappingStart mapping:
                return ReadMapping(mapping, path, depth);
            default:
                return null;
        }
    }

    private YamlSequence ReadSequence(SequenceStart start, string path, int depth)
    {
        var items = new List<YamlNode>();
        var begin = (int)start.Start.Index;
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            if (ReadNode(path, depth + 1) is { } item)
            {
                items.Add(item);
            }
        }

        var isFlow = start.Style == YamlDotNet.Core.Events.SequenceStyle.Flow;
        return new YamlSequence(begin, End(isFlow, items.LastOrDefault(), begin), Line(start.Start), isFlow, items);
    }

    private YamlMapping ReadMapping(MappingStart start, string path, int depth)
    {
        var entries = new List<YamlEntry>();
        var begin = (int)start.Start.Index;
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var key = ReadNode(path, depth + 1);
            var childPath = key is YamlScalar { Text: var name } ? (path.Length == 0 ? name : $"{path}.{name}") : path;
            if (!_parser.MoveNext())
            {
                break;
            }

            var value = ReadNode(childPath, depth + 1);
            if (key is not YamlScalar scalar)
            {
                Issue(key?.Line ?? Line(start.Start), path, "a key must be a plain name");
            }
            else if (entries.Find(e => e.Key.Text == scalar.Text) is { } first)
            {
                Issue(scalar.Line, childPath, $"stands twice, first in line {first.Key.Line}: remove one");
            }
            else if (value is not null)
            {
                entries.Add(new YamlEntry(scalar, value));
            }
        }

        var isFlow = start.Style == YamlDotNet.Core.Events.MappingStyle.Flow;
        return new YamlMapping(begin, End(isFlow, entries.LastOrDefault()?.Value, begin), Line(start.Start), isFlow, entries);
    }

    // The end event of a flow collection stands at its bracket; that of a block one stands after trailing comments, where
    // nothing may be inserted, so the last child's end is taken instead.
    private int End(bool isFlow, YamlNode? last, int begin) =>
        isFlow ? (int)(_parser.Current?.Start.Index ?? begin) + 1 : last?.End ?? begin;

    private void Issue(ParsingEvent at, string path, string message) => Issue(Line(at.Start), path, message);

    private void Issue(int line, string path, string message)
    {
        if (_issues.Count < MaxIssues)
        {
            _issues.Add(new ConfigIssue(line, path, message, IsWarning: false));
        }
    }
}
