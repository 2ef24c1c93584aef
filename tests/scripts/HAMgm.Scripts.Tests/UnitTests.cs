namespace HAMgm.Scripts.Tests;

/// <summary>
/// systemd units. Where systemd is this system's first process a unit of its own is used; elsewhere (containers, most test machines) systemctl
/// refuses to work at all, so that a stand-in on the PATH keeps the units' states in files and answers in systemctl's words.
/// </summary>
[TestClass]
public sealed class UnitTests
{
    private readonly string _folder = Programs.MakeFolder("units");

    [TestMethod]
    public void Unit_StartedAndStoppedByTheHooks_IsTold()
    {
        var isReal = Directory.Exists("/run/systemd/system") && Environment.UserName == "root";
        var units = isReal ? MakeRealUnits() : MakeStandIns();
        Script Make(string file) => isReal ? new Script(file).With("units", units) : new Script(file).With("units", units).WithPrograms(_folder);
        try
        {
            Make("health/unit.sh").Run().Expect(2, "hamgm-test-a.service is inactive");
            Make("hooks/units-start.sh").Run().Expect(0, "started: ");
            Make("health/unit.sh").Run().Expect(0, "active: hamgm-test-a.service hamgm-test-b.service");
            Make("hooks/units-start.sh").Run().Expect(0, "started: ");
            Make("hooks/units-stop.sh").Run().Expect(0, "stopped: hamgm-test-b.service hamgm-test-a.service");
            Make("health/unit.sh").Run().Expect(2, "hamgm-test-b.service is inactive");
            if (!isReal)
            {
                Assert.AreEqual(
                    "start -- hamgm-test-a.service,start -- hamgm-test-b.service,start -- hamgm-test-a.service,start -- hamgm-test-b.service,stop -- hamgm-test-b.service,stop -- hamgm-test-a.service",
                    string.Join(',', File.ReadAllLines(Path.Combine(_folder, "calls")).Where(call => !call.StartsWith("is-active", StringComparison.Ordinal))));
            }
        }
        finally
        {
            RemoveRealUnits(isReal);
        }
    }

    [TestMethod]
    public void Unit_ThatSystemctlRefuses_FailsWithItsWords()
    {
        MakeStandIns();
        new Script("hooks/units-start.sh").With("units", "missing.service").WithPrograms(_folder).Run().Expect(2, "missing.service was not started: Unit missing.service not found.");
        new Script("hooks/units-stop.sh").With("units", "missing.service").WithPrograms(_folder).Run().Expect(2, "missing.service was not stopped");
        new Script("health/unit.sh").Run().Expect(2, "the parameter 'units' is missing");
    }

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private string MakeStandIns()
    {
        var program = Path.Combine(_folder, "systemctl");
        File.WriteAllText(program, $$"""
            #!/bin/sh
            echo "$*" >> {{_folder}}/calls
            verb=$1 unit=$3
            case "$unit" in
              missing.service) if [ "$verb" = is-active ]; then echo inactive; exit 4; fi; echo "Unit $unit not found." >&2; exit 5 ;;
            esac
            case "$verb" in
              start) : > "{{_folder}}/$unit" ;;
              stop) rm -f "{{_folder}}/$unit" ;;
              is-active) if [ -e "{{_folder}}/$unit" ]; then echo active; else echo inactive; exit 3; fi ;;
              *) exit 1 ;;
            esac
            """);
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        return "hamgm-test-a.service,hamgm-test-b.service";
    }

    private static string MakeRealUnits()
    {
        foreach (var name in (string[])["a", "b"])
        {
            File.WriteAllText($"/run/systemd/system/hamgm-test-{name}.service", "[Service]\nExecStart=/bin/sleep 60\n");
        }

        Systemctl("daemon-reload");
        return "hamgm-test-a.service hamgm-test-b.service";
    }

    private static void RemoveRealUnits(bool isReal)
    {
        if (isReal)
        {
            Systemctl("stop", "hamgm-test-a.service", "hamgm-test-b.service");
            File.Delete("/run/systemd/system/hamgm-test-a.service");
            File.Delete("/run/systemd/system/hamgm-test-b.service");
            Systemctl("daemon-reload");
        }
    }

    private static void Systemctl(params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start("systemctl", arguments);
        process.WaitForExit();
    }
}
