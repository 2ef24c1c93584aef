using System.Runtime.Versioning;

// Each test runs real processes on a machine with few cores: one at a time.
[assembly: DoNotParallelize]
[assembly: SupportedOSPlatform("linux")]
