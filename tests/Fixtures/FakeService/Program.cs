using System.Globalization;
using System.Runtime.InteropServices;
using HAMgm.Fixtures.FakeService;
using HAMgm.Linux.Notify;
using HAMgm.Linux.Time;

// Stands in for hamgm-service: talks to the guard as the real one does, and misbehaves on demand. Modes: normal,
// exit:N (before READY), die:N (after READY), freeze, silent, overdue, ignore-term, never-ready, garbage, foreign-pid, announce:MS.
FakeSettings settings = FakeSettings.Read(args[Array.IndexOf(args, "--config") + 1]);
string mode = settings.NextMode();
int number = mode.Contains(':', StringComparison.Ordinal) ? int.Parse(mode[(mode.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture) : 0;
mode = mode.Split(':')[0];
using ManualResetEventSlim stop = new();
using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    if (mode != "ignore-term")
    {
        stop.Set();
    }
});
using ServiceNotifier notifier = new();
File.WriteAllText(
    Path.Combine(settings.DataDirectory, "environment"),
    $"{Environment.GetEnvironmentVariable("HAMGM_GUARD_PID")} {Environment.GetEnvironmentVariable("WATCHDOG_USEC")}");
if (mode == "exit")
{
    Console.Error.WriteLine("FakeService: this is the reason");
    return number;
}

notifier.Custom("X_HAMGM_DATA_DIR", settings.DataDirectory);
using FakeHolder holder = new(settings);
bool adopts = mode != "adopt-not";
if (mode == "garbage")
{
    holder.WriteGarbage();
}
else
{
    holder.Beat(isHolding: adopts, mode == "foreign-pid" ? 1 : null);
}

if (adopts)
{
    holder.Bind();
}

if (mode != "never-ready")
{
    notifier.Status($"fake {mode}");
    notifier.Ready();
}

long untilNs = BootClock.Now + (settings.AfterMs * 1_000_000L);
while (!stop.Wait(settings.IntervalMs))
{
    bool isTime = BootClock.Now > untilNs;
    switch (mode)
    {
        case "garbage":
            holder.WriteGarbage();
            continue;
        case "silent" when isTime:
            continue;
        case "overdue" when isTime:
            holder.Beat(isHolding: true, deadlineInMs: -5000);
            continue;
        case "die" when isTime:
            return number;
        case "freeze" when isTime:
            Freeze.Now();
            continue;
        case "announce" when isTime:
            notifier.Custom("X_HAMGM_RESTART_UNTIL", (BootClock.Now + (number * 1_000_000L)).ToString(CultureInfo.InvariantCulture));
            return 0;
    }

    holder.Beat(isHolding: adopts, mode == "foreign-pid" ? 1 : null);
}

notifier.Stopping();
holder.Unbind();
holder.Beat(isHolding: false);
File.WriteAllText(Path.Combine(settings.DataDirectory, "stopped"), "in good order");
return 0;
