using System.Text.RegularExpressions;

namespace HAMgm.Architecture.Tests;

/// <summary>The tidy rules of docs/design.md sections 2 to 4.</summary>
[TestClass]
public sealed partial class TidyTests
{
    private const int MaxLines = 600;
    private const int ManyLines = 400;

    // Places that may catch everything besides the supervisor. Each needs a reason here; prefer a `when` that names types.
    private static readonly Dictionary<string, string> MayCatchEverything = new()
    {
        ["kernel/HAMgm.ScriptHost/JavaScript/ScriptRun.cs"] = "hostile JavaScript makes the interpreter throw anything; the worker says so and is replaced",
    };

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void SourceFiles_PublicTypes_AreOneAFile() => Faults.AssertNone(
        Repository.ProductSources()
            .Select(file => (file.Path, Types: file.PublicTypes()))
            .Where(file => file.Types.Count > 1)
            .Select(file => $"{file.Path} has {file.Types.Count} public types: {string.Join(", ", file.Types)}"));

    [TestMethod]
    public void SourceFiles_Length_CanBeReadInASitting()
    {
        foreach (SourceFile file in Repository.ProductSources().Where(file => file.LineCount > ManyLines))
        {
            TestContext.WriteLine($"long: {file.Path} has {file.LineCount} lines; aim at 40 to 150");
        }

        Faults.AssertNone(Repository.ProductSources().Where(file => file.LineCount > MaxLines).Select(file => $"{file.Path} has {file.LineCount} lines, more than {MaxLines}"));
    }

    [TestMethod]
    public void PluginFolders_All_HaveManifestAndReadme() => Faults.AssertNone(
        from folder in Repository.PluginFolders()
        from name in (string[])["plugin.json", "README.md"]
        where !File.Exists(Path.Combine(Repository.Root, folder, name))
        select $"{folder} has no {name}");

    [TestMethod]
    public void CatchEverything_OutsideTheSupervisor_IsNowhere() => Faults.AssertNone(
        Repository.ProductSources()
            .Where(file => !file.Path.StartsWith("kernel/HAMgm.Kernel/Supervision/", StringComparison.Ordinal) && !MayCatchEverything.ContainsKey(file.Path))
            .SelectMany(file => SourceFile.LinesMatching(CatchEverything(), file.Code).Select(line => $"{file.Path}:{line} catches everything")));

    [TestMethod]
    public void Kernel_Words_KnowNothingOfTheProductsPurpose() => Faults.AssertNone(
        Repository.ProductSources()
            .Where(file => file.Path.StartsWith("kernel/HAMgm.Kernel/", StringComparison.Ordinal))
            .SelectMany(file => SourceFile.LinesMatching(WordsOfLogic(), file.Text).Select(line => $"{file.Path}:{line} speaks of what the kernel does not know")));

    [TestMethod]
    public void LogicCore_Clocks_AreHandedIn() => Faults.AssertNone(
        Repository.ProductSources()
            .Where(file => file.Path.StartsWith("plugins/logic/HAMgm.Logic.Core/", StringComparison.Ordinal))
            .SelectMany(file => SourceFile.LinesMatching(Clocks(), file.Code).Select(line => $"{file.Path}:{line} reads a clock")));

    internal static bool CatchesEverything(SourceFile file) => CatchEverything().IsMatch(file.Code);

    // A filter that tests types is a list of what is meant; anything else is everything.
    [GeneratedRegex(@"\bcatch\s*(?:\(\s*(?:System\.)?Exception\b[^)]*\)\s*(?!\s*when\b[^{]*\bis\b)|(?!\s*\())(?=\s*(?:\{|when\b))")]
    private static partial Regex CatchEverything();

    [GeneratedRegex(@"\b(vip|vips|heartbeat|heartbeats|thrift|election|elections|lease|leases)\b", RegexOptions.IgnoreCase)]
    private static partial Regex WordsOfLogic();

    [GeneratedRegex(@"\b(DateTime(Offset)?\.(Utc)?Now|DateTime\.Today|Stopwatch|Environment\.TickCount(64)?|TimeProvider\.System)\b")]
    private static partial Regex Clocks();
}
