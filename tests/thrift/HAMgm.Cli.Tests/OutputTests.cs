using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using YamlDotNet.RepresentationModel;

namespace HAMgm.Cli.Tests;

/// <summary>The parts of the output that are easy to get wrong.</summary>
[TestClass]
public sealed class OutputTests
{
    [TestMethod]
    [DataRow("true")]
    [DataRow("No")]
    [DataRow("y")]
    [DataRow("null")]
    [DataRow("~")]
    [DataRow("5")]
    [DataRow("1e3")]
    [DataRow("0x1F")]
    [DataRow("12:30:45")]
    [DataRow("2024-01-15")]
    [DataRow("")]
    [DataRow(" a")]
    [DataRow("a: b")]
    [DataRow("- a")]
    [DataRow("#a")]
    [DataRow("line\nline\n")]
    [DataRow("tab\tbell\u0007 quote\" back\\slash")]
    [DataRow("中文，全角：引号“”")]
    [DataRow("🙂")]
    public void Yaml_AnyText_ComesBackAsThatText(string text)
    {
        var yaml = YamlOutput.Write(new Fields { { "value", text }, { "list", new List<string> { text } } });

        var document = new YamlStream();
        document.Load(new StringReader(yaml));
        var root = (YamlMappingNode)document.Documents[0].RootNode;
        var value = (YamlScalarNode)root["value"];
        Assert.AreEqual(text, value.Value, yaml);
        Assert.AreEqual(YamlDotNet.Core.ScalarStyle.DoubleQuoted, value.Style, yaml);
        Assert.AreEqual(text, ((YamlScalarNode)root["list"][0]).Value, yaml);
    }

    [TestMethod]
    public void Json_ControlCharacters_AreEscapedAndChineseIsNot()
    {
        var json = JsonOutput.Write(new Fields { { "a", "\u001b[2J\u009b中文" } }, indented: false);

        Assert.AreEqual("""{"a":"\u001B[2J\u009B中文"}""", json);
    }

    [TestMethod]
    [DataRow("plain 中文\nline", "plain 中文\nline")]
    [DataRow("\u001b[31m", "\uFFFD[31m")]
    [DataRow("a\u202Eb\u009b", "a\uFFFDb\uFFFD")]
    public void SafeText_HarmfulCharacters_AreReplaced(string text, string safe) =>
        Assert.AreEqual(safe, SafeText.ForTerminal(text));

    [TestMethod]
    public void Table_MarkupInAValue_IsShownAsItIs()
    {
        var text = new TableOutput(Language.English, colours: false, width: 80)
            .Write(new Fields { { "reason", "[red]not[/] [markup" } });

        Assert.AreEqual("Reason  [red]not[/] [markup\n", text);
    }

    [TestMethod]
    public void Table_WideCharacters_CountTwoColumns()
    {
        var rows = new List<Fields>
        {
            new() { { "nodeId", "节点一" }, { "kind", "x" } },
            new() { { "nodeId", "node-2" }, { "kind", "y" } },
        };

        var lines = new TableOutput(Language.Chinese, colours: false, width: 80).Write(new Fields { { "nodes", rows } }).Split('\n');

        Assert.AreEqual("│ 节点一 │ x    │", lines[3]);
        Assert.AreEqual("│ node-2 │ y    │", lines[4]);
    }

    [TestMethod]
    [DataRow("100ms", 100)]
    [DataRow("5s", 5_000)]
    [DataRow("2m", 120_000)]
    [DataRow("24h", 86_400_000)]
    public void Duration_ThatIsOne_IsRead(string text, int milliseconds)
    {
        Assert.AreEqual(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse(text));
        Assert.AreEqual(TimeSpan.FromMilliseconds(milliseconds), Duration.Parse(Duration.Write(TimeSpan.FromMilliseconds(milliseconds))));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("5")]
    [DataRow("s")]
    [DataRow("0s")]
    [DataRow("-5s")]
    [DataRow("1.5s")]
    [DataRow("5 s")]
    [DataRow("5S")]
    [DataRow("25h")]
    [DataRow("99999999999999999999h")]
    public void Duration_ThatIsNone_IsNotRead(string text) => Assert.IsNull(Duration.Parse(text));

    [TestMethod]
    public void Envelope_TimestampOutOfRange_IsTheCallersClock()
    {
        var now = new DateTimeOffset(2024, 1, 15, 12, 30, 0, TimeSpan.FromHours(2));

        var envelope = Envelope.Of(new Outcome(Messages.Done, long.MaxValue, []), Language.English, now);

        Assert.AreEqual("2024-01-15T10:30:00Z", envelope.Single(field => field.Key == "timestamp").Value);
    }
}
