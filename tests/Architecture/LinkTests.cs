using System.Text.RegularExpressions;

namespace HAMgm.Architecture.Tests;

/// <summary>Documents lead their readers somewhere: every relative link in a Markdown file names a file and a heading that exist.</summary>
[TestClass]
public sealed partial class LinkTests
{
    [TestMethod]
    public void RelativeLinks_OfAllDocuments_LeadSomewhere() =>
        Faults.AssertNone(Repository.Files("*.md").SelectMany(DeadLinks));

    /// <summary>A table of evidence is worth what its tests are: each `Method_Condition_Result` in docs/ is a test that exists.</summary>
    [TestMethod]
    public void TestNames_InTheDocuments_AreTests()
    {
        HashSet<string> tests = [.. Repository.Files("*.cs")
            .Where(path => path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(path => TestMethod().Matches(File.ReadAllText(Path.Combine(Repository.Root, path))))
            .Select(match => match.Groups[1].Value)];
        Faults.AssertNone(
            from document in Repository.Files("*.md")
            where document.StartsWith("docs/", StringComparison.Ordinal)
            from Match name in TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, document)))
            where !tests.Contains(name.Groups[1].Value)
            select $"{document}: no test is called {name.Groups[1].Value}");
    }

    [TestMethod]
    [DataRow("Not there yet", "not-there-yet")]
    [DataRow("`vip.gate`: auto, or off", "vipgate-auto-or-off")]
    [DataRow("尚未实现", "尚未实现")]
    public void Anchor_OfAHeading_IsWhatGitHubMakesOfIt(string heading, string anchor) => Assert.AreEqual(anchor, Anchor(heading));

    private static IEnumerable<string> DeadLinks(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        foreach (Match link in Link().Matches(WithoutCode(File.ReadAllText(Path.Combine(Repository.Root, document)))))
        {
            string target = link.Groups[1].Value;
            if (Scheme().IsMatch(target))
            {
                continue;
            }

            string[] parts = target.Split('#', 2);
            string path = parts[0].Length == 0 ? Path.Combine(Repository.Root, document) : Path.GetFullPath(Uri.UnescapeDataString(parts[0]), folder);
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                yield return $"{document}: {target} does not exist";
            }
            else if (parts.Length == 2 && path.EndsWith(".md", StringComparison.Ordinal) && !Anchors(path).Contains(Uri.UnescapeDataString(parts[1])))
            {
                yield return $"{document}: {target} names no heading of that file";
            }
        }
    }

    private static HashSet<string> Anchors(string path) =>
        [.. Heading().Matches(WithoutCode(File.ReadAllText(path))).Select(match => Anchor(match.Groups[1].Value))];

    // As GitHub does it: lower case, punctuation goes, blanks become dashes.
    private static string Anchor(string heading) =>
        Punctuation().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutCode(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?:_[A-Z][A-Za-z0-9]*)+)`", RegexOptions.CultureInvariant)]
    private static partial Regex TestName();

    [GeneratedRegex(@"\b(?:void|Task) ([A-Z]\w*_\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex TestMethod();

    [GeneratedRegex("^[a-z]+:", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^#{1,6} +(.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.CultureInvariant)]
    private static partial Regex Punctuation();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();
}
