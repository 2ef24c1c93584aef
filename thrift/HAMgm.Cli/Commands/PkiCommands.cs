using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Pki;
using HAMgm.Cli.Text;
using HAMgm.Tls;

namespace HAMgm.Cli.Commands;

/// <summary>pki …: the cluster's certificates (design section 8). No node is asked.</summary>
internal static class PkiCommands
{
    private const int MaxDays = 36500;

    // What every node serves as well; only nodes of this cluster have such a certificate.
    private static readonly IPAddress[] Local = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("pki", PkiMessages.AboutPki);

        var initDir = tree.Option("--dir", "folder", PkiMessages.OptionDir);
        var initName = tree.Option("--name", "name", PkiMessages.OptionAuthorityName);
        var initDays = tree.Option("--days", "days", PkiMessages.OptionDays);
        var initForce = tree.Flag("--force", PkiMessages.OptionForce);
        tree.Add(
            group,
            "init",
            PkiMessages.AboutInit,
            (context, _) => Done(Init(
                context, FolderOf(context, initDir), context.Value(initName) ?? "HAMgm CA", Days(context, initDays, Authority.AuthorityDays), context.Flag(initForce))),
            initDir, initName, initDays, initForce);

        var role = tree.Argument("role", PkiMessages.ArgumentRole);
        var name = tree.Argument("name", PkiMessages.ArgumentName);
        name.HelpName = "[name]";
        var dir = tree.Option("--dir", "folder", PkiMessages.OptionDir);
        var ip = tree.Describe(new Option<string[]>("--ip") { HelpName = "address" }, PkiMessages.OptionIp);
        var dns = tree.Describe(new Option<string[]>("--dns") { HelpName = "host" }, PkiMessages.OptionDns);
        var days = tree.Option("--days", "days", PkiMessages.OptionDays);
        var force = tree.Flag("--force", PkiMessages.OptionForce);
        tree.Add(
            group,
            "issue",
            PkiMessages.AboutIssue,
            (context, _) =>
            {
                var identity = IdentityOf(context.Required(role), context.Value(name));
                var (addresses, hosts) = NamesOf(identity, Split(context.Values(ip)), Split(context.Values(dns)));
                var lasting = Days(context, days, identity.Role == TlsRole.Node ? Authority.NodeDays : Authority.PersonDays);
                return Done(Issue(context, FolderOf(context, dir), identity, addresses, hosts, lasting, context.Flag(force)));
            },
            role, name, ip, dns, days, dir, force);

        var listDir = tree.Option("--dir", "folder", PkiMessages.OptionDir);
        tree.Add(group, "list", PkiMessages.AboutList, (context, _) => Done(List(context, FolderOf(context, listDir))), listDir);

        var showDir = tree.Option("--dir", "folder", PkiMessages.OptionDir);
        var file = tree.Argument("file", PkiMessages.ArgumentFile);
        tree.Add(
            group,
            "show",
            PkiMessages.AboutShow,
            (context, _) => Done(Show(context, FolderOf(context, showDir), context.Required(file))),
            file, showDir);
    }

    private static Outcome Init(CommandContext context, PkiFolder folder, string name, int days, bool force)
    {
        if (name.Length is 0 or > TlsIdentity.MaxNameLength)
        {
            throw CliFailure.Usage(PkiMessages.BadName.With(name));
        }

        folder.RequireFree(PkiFolder.AuthorityName, force);
        var now = context.Console.Clock.GetUtcNow();
        var (certificate, key) = Authority.Create(name, now, days);
        folder.Write(PkiFolder.AuthorityName, certificate, key, force);
        return Made(PkiMessages.MadeAuthority, folder, PkiFolder.AuthorityName, now);
    }

    private static Outcome Issue(
        CommandContext context, PkiFolder folder, TlsIdentity identity, List<IPAddress> addresses, List<string> hosts, int days, bool force)
    {
        using var authority = Authority.Load(folder);
        folder.RequireFree(identity.Name, force);
        var now = context.Console.Clock.GetUtcNow();
        var (certificate, key) = authority.Issue(identity, addresses, hosts, now, days);
        folder.Write(identity.Name, certificate, key, force);
        return Made(PkiMessages.MadeCertificate, folder, identity.Name, now);
    }

    private static Outcome List(CommandContext context, PkiFolder folder)
    {
        var now = context.Console.Clock.GetUtcNow();
        return new Outcome(
            PkiMessages.GotCertificates, 0, new Fields { { "folder", folder.Path }, { "certificates", folder.Certificates().Select(file => CertificateFacts.Of(file, now)).ToList() } });
    }

    private static Outcome Show(CommandContext context, PkiFolder folder, string file)
    {
        // A path, or a name as 'pki issue' took it.
        var path = file.Contains('/', StringComparison.Ordinal) || File.Exists(file) ? file
            : file.EndsWith(".crt", StringComparison.Ordinal) ? Path.Combine(folder.Path, file)
            : folder.CertificateOf(file);
        return new Outcome(PkiMessages.GotCertificate, 0, CertificateFacts.Of(path, context.Console.Clock.GetUtcNow()));
    }

    private static Outcome Made(Phrase message, PkiFolder folder, string name, DateTimeOffset now)
    {
        var facts = CertificateFacts.Of(folder.CertificateOf(name), now);
        facts.Add("key", folder.KeyOf(name));
        return new Outcome(message, 0, facts, IsChange: true);
    }

    private static TlsIdentity IdentityOf(string roleWord, string? name)
    {
        var role = Values.OneOf("<role>", roleWord, ("node", TlsRole.Node), ("admin", TlsRole.Admin), ("viewer", TlsRole.Viewer));
        if (role == TlsRole.Node)
        {
            // The rules of node.id are stricter than those of files.
            name = Values.NewNodeId("<name>", name ?? throw CliFailure.Usage(Messages.ArgumentMissing.With("name")));
        }

        name ??= TlsIdentity.RoleName(role);
        return IsFileName(name) ? new TlsIdentity(role, name) : throw CliFailure.Usage(PkiMessages.BadName.With(name));
    }

    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= TlsIdentity.MaxNameLength
        && name[0] is not ('.' or '-')
        && name != PkiFolder.AuthorityName
        && name.EnumerateRunes().All(rune => Rune.IsLetterOrDigit(rune) || rune.Value is '.' or '_' or '-' or '@');

    private static (List<IPAddress> Addresses, List<string> Hosts) NamesOf(TlsIdentity identity, List<string> addresses, List<string> hosts)
    {
        if (identity.Role != TlsRole.Node)
        {
            return addresses.Count + hosts.Count == 0
                ? ([], [])
                : throw CliFailure.Usage(PkiMessages.OnlyForNodes.With(addresses.Count > 0 ? "--ip" : "--dns"));
        }

        if (addresses.Count == 0)
        {
            throw CliFailure.Usage(PkiMessages.NodeNeedsAddress);
        }

        foreach (var host in hosts.Where(host => Uri.CheckHostName(host) != UriHostNameType.Dns))
        {
            throw CliFailure.Usage(PkiMessages.NotAHost.With("--dns", host));
        }

        return (
            [.. addresses.Select(address => IPAddress.Parse(Values.Address("--ip", address))).Concat(Local).Distinct()],
            [.. hosts.Append("localhost").Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    private static PkiFolder FolderOf(CommandContext context, Option<string> option) =>
        new(context.Value(option) is { } named ? Values.NotEmpty(option.Name, named) : PkiFolder.PathOf(context.Console));

    private static int Days(CommandContext context, Option<string> option, int usual) => context.Value(option) is not { } text
        ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MaxDays
            ? days
            : throw CliFailure.Usage(PkiMessages.NotDays.With(option.Name, text, MaxDays));

    private static List<string> Split(string[] values) =>
        [.. values.SelectMany(value => value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static Task<Outcome?> Done(Outcome outcome) => Task.FromResult<Outcome?>(outcome);
}
