using System.Diagnostics;
using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>keepalived on both nodes, with the dead time that HAMgm has in the same tests: the peer figure, and the proof that the laboratory measures what is there.</summary>
internal sealed class Keepalived : IDisposable
{
    private readonly Lab lab;
    private readonly List<Process> processes = [];

    public Keepalived(Lab lab)
    {
        this.lab = lab;
        Start(lab.HostA, priority: 200);
        Start(lab.HostB, priority: 100);
    }

    /// <summary>Sends a signal to keepalived's parent process, as its service manager does.</summary>
    public void SignalParent(LabHost host, Signal signal) =>
        Signals.Send(processes[host == lab.HostA ? 0 : 1].Id, signal);

    /// <summary>Kills both of keepalived's processes on a node.</summary>
    public static void KillAll(LabHost host) => Signals.Send(Janitor.Processes(host.Namespace), Signal.Kill);

    public void Dispose()
    {
        Janitor.KillAll(lab.HostA.Namespace);
        Janitor.KillAll(lab.HostB.Namespace);
        foreach (Process process in processes)
        {
            process.Dispose();
        }
    }

    // Priority 100, the usual one for a backup, makes the skew 61 ms: it takes over 361 ms after the last
    // advertisement, and 61 ms after a farewell. VRRP 3 is what allows 100 ms.
    private void Start(LabHost host, int priority)
    {
        string file = Path.Combine(lab.Folder, $"keepalived-{host.Name}");

        // What a killed one left names a pid that may be somebody else's by now.
        File.Delete(file + ".pid");
        File.Delete(file + ".vrrp.pid");
        File.WriteAllText(file + ".conf", string.Create(CultureInfo.InvariantCulture, $$"""
            global_defs { vrrp_version 3 }
            vrrp_instance lab {
                state BACKUP
                interface eth0
                virtual_router_id 77
                priority {{priority}}
                advert_int 0.1
                virtual_ipaddress { {{Lab.Vip}}/24 }
            }
            """));
        string[] command = host.Command(
            "keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file", file + ".conf",
            "--pid", file + ".pid", "--vrrp_pid", file + ".vrrp.pid");
        Process process = new() { StartInfo = Shell.Describe(["sh", "-c", $"exec \"$@\" >{file}.log 2>&1", "sh", .. command]) };
        process.Start();
        processes.Add(process);
    }
}
