namespace HAMgm.SystemTests;

/// <summary>What every system test has: its laboratory, the reasons for which it cannot run here, and the logs when it fails.</summary>
public abstract class SystemTest
{
    private Lab? lab;

    /// <summary>Set by MSTest.</summary>
    public TestContext TestContext { get; set; } = null!;

    /// <summary>Whether <c>scripts/test --full</c> asks.</summary>
    internal static bool IsFull => Environment.GetEnvironmentVariable("HAMGM_FULL") == "1";

    /// <summary>Five runs of what is timed with <c>scripts/test --full</c>, three without.</summary>
    protected static int Runs => IsFull ? 5 : 3;

    /// <summary>
    /// The bound that is asserted for a demanded one, milliseconds: itself with <c>--full</c>, on a machine that does nothing else. Otherwise half as
    /// much again, since whoever shares the machine must not decide whether a change is sound; the figure is printed either way.
    /// </summary>
    protected static double Asserted(double demanded) => IsFull ? demanded : (1.5 * demanded) + 20;

    /// <summary>This test's own network.</summary>
    internal Lab Lab => lab ??= new Lab();

    [TestInitialize]
    public void SkipWhereItCannotRun()
    {
        string? reason =
            !OperatingSystem.IsLinux() ? "network namespaces are Linux's"
            : !Environment.IsPrivilegedProcess ? "network namespaces need root"
            : (string[])["ip", "nft", "sysctl"] is var tools && tools.FirstOrDefault(static tool => !Shell.Has(tool)) is { } missing
                ? $"the tool `{missing}` is missing: scripts/test installs it"
            : ReasonToSkip();
        if (reason is not null)
        {
            Assert.Inconclusive(reason);
        }
    }

    [TestCleanup]
    public void RemoveLaboratory()
    {
        bool failed = TestContext.CurrentTestOutcome is UnitTestOutcome.Failed or UnitTestOutcome.Error or UnitTestOutcome.Timeout;
        if (failed && lab is not null)
        {
            DumpLogs(lab.Folder);
        }

        if (lab is not null && Environment.GetEnvironmentVariable("HAMGM_KEEP") == "1")
        {
            lab.KeepFolder = true;
            TestContext.WriteLine($"kept: {lab.Folder}");
        }

        BeforeLaboratoryGoes();
        lab?.Dispose();
    }

    /// <summary>Why this class of tests cannot run here, or null.</summary>
    protected virtual string? ReasonToSkip() => null;

    /// <summary>Ends what the test has running in the laboratory.</summary>
    protected virtual void BeforeLaboratoryGoes()
    {
    }

    private void DumpLogs(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.log", SearchOption.AllDirectories).Order())
        {
            TestContext.WriteLine($"---- {Path.GetRelativePath(folder, file)}, the last 200 lines");
            foreach (string line in File.ReadLines(file).TakeLast(200))
            {
                // WriteLine with one argument takes no format: log lines may hold braces.
                TestContext.WriteLine(line);
            }
        }
    }
}
