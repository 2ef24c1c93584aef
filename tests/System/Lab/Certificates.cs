namespace HAMgm.SystemTests;

/// <summary>A cluster's own certificates, made by the product's <c>hamgm-cli pki</c>: an authority, two nodes, an admin, a viewer.</summary>
internal static class Certificates
{
    /// <summary>Makes them in a folder of the laboratory, and returns it.</summary>
    public static string Make(Lab lab)
    {
        string folder = Path.Combine(lab.Folder, "pki");
        Pki(folder, "init");
        foreach (LabHost host in (LabHost[])[lab.HostA, lab.HostB])
        {
            Pki(folder, "issue", "node", $"node-{host.Name}", "--ip", $"{host.Address},{Lab.Vip}");
        }

        Pki(folder, "issue", "admin", "alice");
        Pki(folder, "issue", "viewer", "grafana");
        return folder;
    }

    /// <summary>The options of hamgm-cli for a certificate of that folder.</summary>
    public static string[] Options(string folder, string name) =>
        ["--tls-ca", $"{folder}/ca.crt", "--tls-cert", $"{folder}/{name}.crt", "--tls-key", $"{folder}/{name}.key"];

    private static void Pki(string folder, params string[] arguments)
    {
        ShellResult result = Shell.TryRun([Product.Cli, "pki", .. arguments, "--dir", folder]);
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
    }
}
