using System.Runtime.Versioning;

// What is timed is timed alone: one laboratory at a time on a machine of few cores.
[assembly: DoNotParallelize]

// Network namespaces; on anything else every test here is skipped.
[assembly: SupportedOSPlatform("linux")]
