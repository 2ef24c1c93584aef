using HAMgm.Contracts.Alerts;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests.Certificates;

[TestClass]
public sealed class CertificateWatchTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly FakeBus _bus = new();
    private readonly FakeTime _time = new() { UtcStart = DateTimeOffset.UtcNow.AddHours(-1) };
    private readonly FakeConfig _config = new("node-a", "10.0.0.1", "", "");
    private readonly CertificateWatch _watch;

    public CertificateWatchTests() => _watch = new CertificateWatch(_config, _bus, _time);

    private string[] Alerts => [.. _bus.Published.OfType<AlertEvent>().Select(alert => $"{alert.Severity} {alert.Title}")];

    public void Dispose() => _pki.Dispose();

    [TestMethod]
    public void Look_WithoutTls_SaysNothing()
    {
        _watch.Look();

        Assert.IsNull(_watch.Warning);
    }

    [TestMethod]
    public void Look_AsTimeGoesBy_AlertsOnceAtEachStage()
    {
        Issue(TimeSpan.FromDays(40) - TimeSpan.FromHours(1));
        _watch.Look();
        Assert.IsNull(_watch.Warning);

        foreach (var days in new[] { 11, 1, 22, 1, 5, 1 })
        {
            for (var hour = 0; hour < days * 24; hour++)
            {
                _time.Advance(TimeSpan.FromHours(1));
                _watch.Look();
            }
        }

        CollectionAssert.AreEqual(
            new[]
            {
                "Medium This node's certificate expires in 30 day(s)",
                "High This node's certificate expires in 7 day(s)",
                "Critical This node's certificate expires in 1 day(s)",
                "Critical This node's certificate has expired",
            },
            Alerts);
        Assert.Contains("node.crt", _watch.Warning!);
    }

    [TestMethod]
    public void Look_ACertificateAlmostOver_SkipsTheEarlierStages()
    {
        Issue(TimeSpan.FromHours(5));

        _watch.Look();
        _watch.Look();

        Assert.AreEqual("Critical This node's certificate expires in 1 day(s)", Alerts.Single());
    }

    [TestMethod]
    public void Look_AfterTheCertificateWasRenewed_SaysThatItIsOverOnce()
    {
        Issue(TimeSpan.FromDays(3));
        _watch.Look();
        Assert.IsNotNull(_watch.Warning);

        Issue(TimeSpan.FromDays(300));
        _watch.Look();

        _watch.Look();

        Assert.IsNull(_watch.Warning);
        Assert.HasCount(2, Alerts);
        var last = _bus.Published.OfType<AlertEvent>().Last();
        Assert.AreEqual((CertificateWatch.AlertType, true), (last.Key, last.Resolves));
    }

    [TestMethod]
    public void Look_FilesThatCannotBeUsed_IsAWarning()
    {
        Issue(TimeSpan.FromDays(300));
        _watch.Look();
        File.WriteAllText(Path.Combine(_pki.Folder, "node.crt"), "nothing");

        _watch.Look();

        Assert.Contains("node.crt", _watch.Warning!);
        Assert.Contains("stay in force", _watch.Warning!);
    }

    private void Issue(TimeSpan left)
    {
        var files = _pki.Issue("urn:hamgm:node:node-a", "node", left: left);
        _config.With("thrift.tls.ca", files.Authority).With("thrift.tls.cert", files.Certificate).With("thrift.tls.key", files.Key);
    }
}
