using HAMgm.TestSupport;

namespace HAMgm.Scripts.Tests;

/// <summary>
/// A real PostgreSQL with a real standby that follows it by streaming: what the check says of either in either role, the primary's death,
/// the promotion by the hook, and what an old term may not do.
/// </summary>
[TestClass]
public sealed class PostgreSqlTests
{
    private readonly string _folder = Programs.MakeFolder("postgresql");
    private readonly int _primaryPort = PortBlock.Next();
    private readonly int _standbyPort = PortBlock.Next();

    [TestMethod]
    public void PostgreSql_StandbyPromotedByTheHook_TakesWrites()
    {
        using var primary = StartPrimary();
        Health(_primaryPort).As("primary").With("replication", "false").Run().Expect(0, "PostgreSQL answers");
        Health(_primaryPort).As("primary").Run().Expect(1, "no standby follows");
        Sql(_primaryPort, "create table written (n int); insert into written values (1)");
        using var standby = StartStandby();
        standby.WaitUntil(() => Health(_standbyPort).As("standby").Run().ExitCode == 0);

        Health(_primaryPort).As("primary").Run().Expect(0, "1 standby follows");
        Health(_primaryPort).As("standby").Run().Expect(1, "is no standby");
        var answer = Health(_standbyPort).As("standby").Run().Expect(0, "follows by streaming");
        Assert.IsTrue(answer.Metrics.ContainsKey("lag_bytes"));
        Health(_standbyPort).As("primary").Run().Expect(2, "takes no writes");

        primary.Kill();
        Health(_primaryPort).As("primary").Run().Expect(2, "Connection refused");
        standby.WaitUntil(() => Health(_standbyPort).As("standby").Run().ExitCode == 1);
        Health(_standbyPort).As("standby").Run().Expect(1, "does not stream");

        Promote(term: 8).Expect(0, "PostgreSQL was promoted in term 8");
        Promote(term: 8).Expect(0, "takes writes already");
        Promote(term: 7).Expect(2, "term 7 is over: term 8 has been seen");
        Sql(_standbyPort, "insert into written values (2)");
        Assert.AreEqual("2", Sql(_standbyPort, "select count(*) from written").Trim());
        Health(_standbyPort).As("primary").Run().Expect(1, "no standby follows");
    }

    [TestMethod]
    public void Promote_WithoutATerm_DoesNothing() => new Script("hooks/postgresql-promote.sh").Run().Expect(2, "there is no term");

    [TestCleanup]
    public void RemoveFolder()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static Script Health(int port) => new Script("health/postgresql.sh").With("host", "127.0.0.1").With("port", port).With("user", "hamgm");

    private Script.Answer Promote(long term) => new Script("hooks/postgresql-promote.sh")
        .With("host", "127.0.0.1").With("port", _standbyPort).With("user", "hamgm").Home(_folder).As("primary", term).Run();

    private static string Sql(int port, string text) =>
        Programs.Run(Programs.Require("psql"), "-X", "-A", "-t", "-h", "127.0.0.1", "-p", $"{port}", "-U", "hamgm", "-d", "postgres", "-c", text);

    private Server StartPrimary()
    {
        var data = Path.Combine(_folder, "primary");
        Programs.Run(Programs.Require("initdb"), "-D", data, "-U", "hamgm", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8");
        return Start(data, _primaryPort);
    }

    private Server StartStandby()
    {
        var data = Path.Combine(_folder, "standby");
        Programs.Run(
            Programs.Require("pg_basebackup"), "-h", "127.0.0.1", "-p", $"{_primaryPort}", "-U", "hamgm", "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync");
        return Start(data, _standbyPort);
    }

    // What makes it durable is not what is tested, and costs seconds here.
    private Server Start(string data, int port)
    {
        var server = new Server(
            Programs.Require("postgres"), "-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", _folder,
            "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "wal_retrieve_retry_interval=200ms");
        server.WaitUntil(() => Programs.TryRun(Programs.Require("pg_isready"), "-h", "127.0.0.1", "-p", $"{port}").ExitCode == 0);
        return server;
    }
}
