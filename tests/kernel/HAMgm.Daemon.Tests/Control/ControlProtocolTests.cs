using System.Text;
using System.Text.Json;
using HAMgm.Contracts.Management;
using HAMgm.Daemon.Control;

namespace HAMgm.Daemon.Tests.Control;

[TestClass]
public sealed class ControlProtocolTests
{
    [TestMethod]
    [DataRow("{\"op\":\"status\"}", "status")]
    [DataRow(" { \"x\" : 1 , \"op\" : \"restart\" } ", "restart")]
    [DataRow("{\"op\":\"other\"}", "other")]
    [DataRow("{}", null)]
    [DataRow("{\"op\":7}", null)]
    [DataRow("{\"op\":{\"op\":\"status\"}}", null)]
    [DataRow("{\"x\":[[[[1]]]],\"op\":\"status\"}", null)]
    [DataRow("{\"op\":\"status\"}{}", null)]
    [DataRow("{\"op\":\"status\"", null)]
    [DataRow("[\"status\"]", null)]
    [DataRow("", null)]
    [DataRow("status", null)]
    public void ReadOperation_Line_TakesOnlyRequests(string line, string? expected) =>
        Assert.AreEqual(expected, ControlProtocol.ReadOperation(Encoding.UTF8.GetBytes(line)));

    [TestMethod]
    public void ReadOperation_RandomBytes_NeverThrows()
    {
        Random random = new(4711);
        byte[] start = Encoding.UTF8.GetBytes("{\"op\":\"status\"}");
        for (int round = 0; round < 20_000; round++)
        {
            byte[] line = [.. start];
            line[random.Next(line.Length)] = (byte)random.Next(256);
            line[random.Next(line.Length)] = (byte)random.Next(256);
            _ = ControlProtocol.ReadOperation(line);
        }
    }

    [TestMethod]
    public void Write_Status_IsOneLineOfJson()
    {
        byte[] line = ControlProtocol.Write(new ProcessStatus(7, true, true, 1000, 2, "signal 9", 1.234, 4096, 12, "a \"b\"\n"));
        Assert.AreEqual(1, line.Count(part => part == (byte)'\n'));
        using JsonDocument json = JsonDocument.Parse(line);
        Assert.AreEqual(7, json.RootElement.GetProperty("pid").GetInt32());
        Assert.AreEqual(1.23, json.RootElement.GetProperty("cpuPercent").GetDouble());
        Assert.AreEqual("signal 9", json.RootElement.GetProperty("lastExit").GetString());
        Assert.AreEqual("a \"b\"\n", json.RootElement.GetProperty("status").GetString());
    }
}
