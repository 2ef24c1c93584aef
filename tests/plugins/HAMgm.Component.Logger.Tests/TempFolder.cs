namespace HAMgm.Component.Logger.Tests;

/// <summary>A folder that is gone with the test; its name is short enough for a socket in it.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
