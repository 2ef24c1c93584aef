namespace HAMgm.Architecture.Tests;

/// <summary>Reports all faults of a rule at once.</summary>
internal static class Faults
{
    public static void AssertNone(IEnumerable<string> faults)
    {
        string[] all = [.. faults];
        Assert.AreEqual(0, all.Length, Environment.NewLine + string.Join(Environment.NewLine, all));
    }
}
