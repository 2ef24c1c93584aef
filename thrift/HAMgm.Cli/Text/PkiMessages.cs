namespace HAMgm.Cli.Text;

/// <summary>The texts of certificates: the pki commands, and TLS to a node.</summary>
internal static class PkiMessages
{
    // pki ---------------------------------------------------------------------------------------
    public static Phrase MadeAuthority => new("Made the certificate authority", "证书颁发机构已创建");
    public static Phrase MadeCertificate => new("Made the certificate", "证书已签发");
    public static Phrase GotCertificates => new("Got the certificates", "获取证书列表成功");
    public static Phrase GotCertificate => new("Got the certificate", "获取证书成功");
    public static Phrase Exists => new("There is one already", "文件已存在");
    public static Phrase ExistsDetails => new(
        "{0} exists. With --force it is replaced; whoever uses the old one needs the new one then.",
        "{0} 已存在。加 --force 可替换；之后使用旧证书者须换用新证书。");
    public static Phrase FileFailed => new("The files cannot be read or written", "文件无法读写");
    public static Phrase FileFailedDetails => new(
        "{0} Run it as root, or name another folder with --dir.",
        "{0} 请以 root 运行，或用 --dir 指定其他目录。");
    public static Phrase NoAuthority => new("There is no certificate authority", "没有证书颁发机构");
    public static Phrase NoAuthorityDetails => new(
        "{0} has no ca.key. Make an authority with 'hamgm-cli pki init', or name its folder with --dir.",
        "{0} 中没有 ca.key。请用 'hamgm-cli pki init' 创建，或用 --dir 指定其目录。");
    public static Phrase BrokenAuthority => new(
        "ca.crt and ca.key of {0} do not fit together: {1}",
        "{0} 中的 ca.crt 与 ca.key 不匹配：{1}");
    public static Phrase NotACertificate => new("This is no certificate", "不是证书");
    public static Phrase NotACertificateDetails => new("{0}: there is no certificate (PEM) in it: {1}", "{0}：其中没有证书（PEM）：{1}");
    public static Phrase BadName => new(
        "'{0}' is no name for a certificate: 1 to 64 letters, digits, '.', '_', '-' or '@', not beginning with '.' or '-', and not 'ca'.",
        "'{0}' 不能用作证书名：须为1至64个字母、数字、'.'、'_'、'-' 或 '@'，不能以 '.' 或 '-' 开头，也不能是 'ca'。");
    public static Phrase NodeNeedsAddress => new(
        "A node's certificate carries the node's addresses: give each with --ip, the VIP too if clients connect to it.",
        "节点证书须包含节点的IP：请用 --ip 逐个给出，若客户端经VIP连接则也包括VIP。");
    public static Phrase OnlyForNodes => new("{0} is for the role node only.", "{0} 仅用于角色 node。");
    public static Phrase NotDays => new("{0}: '{1}' is no number of days from 1 to {2}.", "{0}：'{1}' 不是1到{2}之间的天数。");
    public static Phrase NotAHost => new("{0}: '{1}' is no host name.", "{0}：'{1}' 不是主机名。");

    public static Phrase AboutPki => new("Certificates: an authority of the cluster's own, and what it signs", "证书管理：集群自有的颁发机构及其签发的证书");
    public static Phrase AboutInit => new("Makes the authority", "创建证书颁发机构");
    public static Phrase AboutIssue => new("Makes a certificate for a node, an admin or a viewer", "签发节点、管理员或只读证书");
    public static Phrase AboutList => new("Lists the certificates of the folder", "列出目录中的证书");
    public static Phrase AboutShow => new("Shows a certificate", "查看证书");
    public static Phrase OptionDir => new("Folder of the certificates (default /etc/hamgm/pki)", "证书目录（默认 /etc/hamgm/pki）");
    public static Phrase OptionForce => new("Replaces what is there", "替换已有文件");
    public static Phrase OptionDays => new(
        "How long it lasts (default: authority 3650, node 825, admin and viewer 365)",
        "有效天数（默认：颁发机构3650，节点825，管理员与只读365）");
    public static Phrase OptionAuthorityName => new("The authority's name (default HAMgm CA)", "颁发机构名称（默认 HAMgm CA）");
    public static Phrase OptionIp => new("The node's addresses; several with commas, or the option repeated", "节点IP；多个以逗号分隔，或重复该选项");
    public static Phrase OptionDns => new("The node's host names, likewise", "节点主机名；多个同上");
    public static Phrase ArgumentRole => new("node, admin or viewer", "node、admin 或 viewer");
    public static Phrase ArgumentName => new(
        "The node's id (node.id); for the others a name (default: the role's)",
        "节点ID（node.id）；其他角色为名称（默认与角色同名）");
    public static Phrase ArgumentFile => new("A file, or a name in the folder", "文件，或目录中的名称");

    // TLS to a node -------------------------------------------------------------------------------
    public static Phrase OptionTlsCa => new(
        "The cluster's authority (default: 'tls:' of the file, then /etc/hamgm/pki/ca.crt)",
        "集群颁发机构证书（默认取文件的 'tls:'，再取 /etc/hamgm/pki/ca.crt）");
    public static Phrase OptionTlsCert => new("Your certificate (default likewise: admin.crt)", "客户端证书（默认同上：admin.crt）");
    public static Phrase OptionTlsKey => new("Its private key (default likewise: admin.key)", "客户端私钥（默认同上：admin.key）");
    public static Phrase NeedsAllThree => new(
        "TLS needs an authority, a certificate and a key: {0} is not given.",
        "TLS 需要颁发机构证书、客户端证书和私钥：缺少 {0}。");
    public static Phrase FileTlsNotMapping => new(
        "below 'tls:', once, belong ca, cert and key.",
        "'tls:' 之下（仅一次）应为 ca、cert、key。");
    public static Phrase OwnExpired => new(
        "Your {0}. Make a new one with 'hamgm-cli pki issue --force'.",
        "客户端证书已过期（{0}）。请用 'hamgm-cli pki issue --force' 重新签发。");
    public static Phrase OwnBad => new("Your certificate cannot be used: {0}.", "客户端证书不可用：{0}。");
    public static Phrase NodeBad => new(
        "{0} did not prove that it is a node of this cluster: {1}. Is {2} the authority of that cluster?",
        "{0} 未能证明其为本集群节点：{1}。{2} 是该集群的颁发机构吗？");
    public static Phrase TlsFailed => new(
        "The TLS handshake with {0} failed. Does the node have thrift.tls?",
        "与 {0} 的 TLS 握手失败。该节点是否配置了 thrift.tls？");
    public static Phrase Secured => new("{0} is {1}; {2}", "{0} 为 {1}；{2}");
    public static Phrase NotTls => new(
        "{0} does not speak TLS; without it, for reading",
        "{0} 不支持 TLS；改为无 TLS 连接（只读）");
    public static Phrase HintCertificate => new(
        "If the connection ended at the first call, the node refused the certificate {0}: its audit log says why.",
        "若在首次调用时即断开，则节点拒绝了证书 {0}：原因见其审计日志。");
    public static Phrase HintNoCertificate => new(
        "If the node has thrift.tls, it serves certificates only: give yours with --tls-ca, --tls-cert and --tls-key.",
        "若该节点配置了 thrift.tls，则只接受证书：请用 --tls-ca、--tls-cert、--tls-key 给出。");
}
