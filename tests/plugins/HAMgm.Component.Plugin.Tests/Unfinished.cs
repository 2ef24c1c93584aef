// Scripts are not finished: component.plugin is off in plugins.json, and not all of these tests pass. scripts/test leaves them
// out; run them in a cgroup with pids.max, never as root without one.
[assembly: TestCategory("Unfinished")]
