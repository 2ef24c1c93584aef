using System.Runtime.CompilerServices;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>Expected outputs in Golden/; HAMGM_UPDATE_GOLDEN=1 writes them anew, to be reviewed as a diff.</summary>
internal static class GoldenFile
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("HAMGM_UPDATE_GOLDEN") == "1";

    public static void AssertIs(string name, string actual)
    {
        var path = Path.Combine(Folder(), name);
        if (Update)
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.IsTrue(File.Exists(path), $"There is no {name}; HAMGM_UPDATE_GOLDEN=1 writes it.");
        Assert.AreEqual(File.ReadAllText(path), actual, name);
    }

    private static string Folder([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "Golden");
}
