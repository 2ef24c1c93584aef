using System.Reflection;
using System.Text.RegularExpressions;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Tests;

/// <summary>Every text in both languages, and every rule of the decision table in plain words.</summary>
[TestClass]
public sealed partial class TextTests
{
    [TestMethod]
    public void RuleTexts_EveryRuleOfTheDecisionTable_HasItsWords()
    {
        var rules = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "decision-table.md"))
            .SkipWhile(line => !line.StartsWith("| rule |", StringComparison.Ordinal)).Skip(2)
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim())
            .ToList();

        Assert.IsGreaterThan(20, rules.Count);
        Assert.IsEmpty(rules.Where(rule => RuleTexts.Of(rule) is null), "give these rules their words in RuleTexts");
    }

    [TestMethod]
    public void Messages_InBothLanguages_HaveTheSamePlaces()
    {
        var texts = new[] { typeof(Messages), typeof(AlertMessages), typeof(ManTexts), typeof(Labels) }
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Where(property => property.PropertyType == typeof(Phrase))
            .Select(property => (property.Name, Text: (Phrase)property.GetValue(null)!))
            .ToList();

        Assert.IsGreaterThan(150, texts.Count);
        foreach (var (name, text) in texts)
        {
            Assert.AreNotEqual(0, text.Zh.Length, name);
            CollectionAssert.AreEquivalent(Places(text.En), Places(text.Zh), name);
        }
    }

    private static List<string> Places(string text) => [.. PlaceRegex().Matches(text).Select(match => match.Value).Distinct()];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex PlaceRegex();
}
