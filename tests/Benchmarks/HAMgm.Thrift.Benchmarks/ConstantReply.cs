namespace HAMgm.Thrift.Benchmarks;

/// <summary>The constant answer of both servers; cpp/reply.h has the same, and the load client compares the bytes.</summary>
internal static class ConstantReply
{
    private const long SomeTime = 1_705_312_200_000;

    public static ClusterStatusResponse Make() => new(new BaseResponse(true, SomeTime) { Message = "OK", ErrorCode = 0 })
    {
        ClusterStatus = new ClusterStatus(
            "hamgm-cluster-001",
            [
                Node("node-001", "192.168.1.101", NodeState.PRIMARY, 15.5, 42.25),
                Node("node-002", "192.168.1.102", NodeState.STANDBY, 7.75, 38.5),
            ],
            new VIPInfo("192.168.1.200", VIPState.BOUND)
            {
                BoundNodeId = "node-001",
                NetworkInterface = "eth0",
                LastUpdateTime = SomeTime,
            },
            "node-001",
            SomeTime)
        {
            AutoSwitchEnabled = true,
            TotalNodes = 2,
            HealthyNodes = 2,
        },
    };

    private static NodeInfo Node(string id, string address, NodeState state, double cpu, double memory) => new(id, address, 9090, state)
    {
        CpuUsage = cpu,
        MemoryUsage = memory,
        LastHeartbeat = SomeTime,
        IsHealthy = true,
        Version = "0.1.0",
    };
}
