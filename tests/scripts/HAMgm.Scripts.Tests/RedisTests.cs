using HAMgm.TestSupport;

namespace HAMgm.Scripts.Tests;

/// <summary>Two real Redis servers, one following the other.</summary>
[TestClass]
public sealed class RedisTests
{
    private static Server? s_master;
    private static Server? s_replica;
    private static int s_masterPort;
    private static int s_replicaPort;

    [ClassInitialize]
    public static void Start(TestContext context)
    {
        if (Programs.Find("redis-server") is not { } server || Programs.Find("redis-cli") is null)
        {
            return;
        }

        (s_masterPort, s_replicaPort) = (PortBlock.Next(), PortBlock.Next());
        s_master = StartOne(server, s_masterPort);
        s_replica = StartOne(server, s_replicaPort, "--replicaof", "127.0.0.1", $"{s_masterPort}", "--repl-diskless-sync-delay", "0");
    }

    [ClassCleanup]
    public static void Stop()
    {
        s_master?.Dispose();
        s_replica?.Dispose();
    }

    [TestMethod]
    public void Redis_Running_Passes()
    {
        Programs.Require("redis-server");
        var answer = new Script("health/redis.sh").With("port", s_masterPort).Run().Expect(0, "Redis answers, master");
        Assert.IsGreaterThan(0, answer.Metrics["used_memory_bytes"]);
    }

    [TestMethod]
    public void Redis_ByRole_MasterAndReplicaAreTold()
    {
        Programs.Require("redis-server");
        Script Of(int port) => new Script("health/redis.sh").With("port", port).With("replication", "true");
        s_replica!.WaitUntil(() => Programs.Run("redis-cli", "-p", $"{s_replicaPort}", "info", "replication").Contains("master_link_status:up", StringComparison.Ordinal));
        Of(s_masterPort).As("primary").Run().Expect(0, "master");
        Of(s_replicaPort).As("standby").Run().Expect(0, "slave");
        Of(s_replicaPort).As("Primary").Run().Expect(2, "this node is PRIMARY and its Redis is a replica");
        Of(s_masterPort).As("STANDBY").Run().Expect(1, "no replica");
    }

    [TestMethod]
    public void Redis_MemoryNearlyFull_IsDegraded()
    {
        Programs.Require("redis-server");
        Programs.Run("redis-cli", "-p", $"{s_masterPort}", "config", "set", "maxmemory", "2mb");
        new Script("health/redis.sh").With("port", s_masterPort).With("max_memory_percent", 10).Run().Expect(1, "% of maxmemory");
    }

    [TestMethod]
    public void Redis_NobodyThereOrNoPassword_Fails()
    {
        var server = Programs.Require("redis-server");
        new Script("health/redis.sh").With("port", PortBlock.Next()).Run().Expect(2, "Connection refused");
        var port = PortBlock.Next();
        using var guarded = StartOne(server, port, "--requirepass", "sesame");
        new Script("health/redis.sh").With("port", port).Run().Expect(2, "NOAUTH");
        var file = Path.Combine(Programs.MakeFolder("redis-password"), "password");
        File.WriteAllText(file, "sesame");
        new Script("health/redis.sh").With("port", port).With("password_file", file).Run().Expect(0, "Redis answers");
    }

    private static Server StartOne(string server, int port, params string[] more)
    {
        var started = new Server([server, "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--dir", Programs.MakeFolder("redis"), .. more]);
        started.WaitUntil(() => Programs.TryRun("redis-cli", "-p", $"{port}", "ping").Output is var said && (said.Contains("PONG", StringComparison.Ordinal) || said.Contains("NOAUTH", StringComparison.Ordinal)));
        return started;
    }
}
