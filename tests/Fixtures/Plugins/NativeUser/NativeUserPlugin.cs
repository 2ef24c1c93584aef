using System.Composition;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Kernel;

namespace Fixture.NativeUser;

/// <summary>Carries a native library: whatever the test puts beside it as libfixture_native.so (SQLite, which has this function).</summary>
[Export(typeof(IPlugin))]
public sealed partial class NativeUserPlugin : IPlugin
{
    public Task InitializeAsync(IReadOnlyDictionary<string, object?> config, CancellationToken cancellationToken)
    {
        _ = VersionNumber();
        return Task.CompletedTask;
    }

    public Task<object?> ExecuteAsync(IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
        Task.FromResult<object?>((long)VersionNumber());

    public Task CleanupAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public PluginInfo GetInfo() => new("fixture.native", "1.0.0", PluginKind.Executable, false, "", "");

    [LibraryImport("fixture_native", EntryPoint = "sqlite3_libversion_number")]
    private static partial int VersionNumber();
}
