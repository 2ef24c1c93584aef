using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Component.Alert.Tests;

/// <summary>The whole component over the real configuration and database, with real servers to send to.</summary>
[TestClass]
public sealed class ComponentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-alert-");
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [TestMethod]
    public async Task Alert_RaisedDuringAnOutage_IsSentAfterIt()
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        Configure(server);
        await using var node = await RealNode.StartAsync(_folder.FullName);
        node.Bus.Publish(BookBench.Event(title: "during"));
        await server.ReceiveAsync(1);

        // The back-off is seconds long; a change of the settings ends it.
        server.Answer = (_, _) => Task.CompletedTask;
        node.Config.SetString("alert.language", "en");

        var posts = await server.ReceiveAsync(2);
        Assert.AreEqual("during", posts[^1].Json.GetProperty("alerts")[0].GetProperty("title").GetString());
        Assert.AreEqual(posts[0].Headers["X-HAMgm-Delivery"], posts[1].Headers["X-HAMgm-Delivery"], "so that a receiver can drop a double");
    }

    [TestMethod]
    public async Task Alert_OfBothKindsOfChannel_ReachesBoth()
    {
        await using var mail = await SmtpServer.StartAsync(_authority, "\"auth\":[\"PLAIN\"]");
        await using var server = await HookServer.StartAsync(_authority);
        File.WriteAllText(Path.Combine(_folder.FullName, "mail.password"), "s3cret pass\n");
        RealNode.Configure(_folder.FullName, $$"""
              email: { host: localhost, port: {{mail.Port}}, username: hamgm, password_file: mail.password, from: hamgm@example.com, to: [ops@example.com], ca: {{_authority.AuthorityFile}} }
              webhooks:
                - name: chat
                  url: https://127.0.0.1:{{server.Port}}/hook
                  ca: {{_authority.AuthorityFile}}
            """);
        await using var node = await RealNode.StartAsync(_folder.FullName);

        await node.Alerts.SendAlertAsync(BookBench.Event(title: "both"), CancellationToken.None);

        StringAssert.Contains((await mail.ReceiveAsync()).Body, "both");
        Assert.HasCount(1, await server.ReceiveAsync(1));
        Assert.DoesNotContain("s3cret", string.Join('\n', node.Log.Lines));
        Assert.DoesNotContain("s3cret", string.Join('\n', node.Config.GetAll().Values));
    }

    [TestMethod]
    public async Task TestAlert_OneChannelFails_SaysTheServersWordsForEach()
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = async (context, post) =>
        {
            context.Response.StatusCode = post.PathAndQuery == "/bad" ? 403 : 200;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, post.PathAndQuery == "/bad" ? "token revoked" : "fine");
        };
        RealNode.Configure(_folder.FullName, $"  webhooks: [{{ name: good, url: '{server.Url}/good' }}, {{ name: bad, url: '{server.Url}/bad' }}]");
        await using var node = await RealNode.StartAsync(_folder.FullName);

        var results = await node.Alerts.TestAlertAsync("", CancellationToken.None);

        Assert.IsTrue(results.Single(result => result.Channel == "good").IsDelivered);
        var bad = results.Single(result => result.Channel == "bad");
        Assert.IsFalse(bad.IsDelivered);
        StringAssert.Contains(bad.Answer, "HTTP 403: token revoked");
        Assert.HasCount(1, await node.Alerts.TestAlertAsync("good", CancellationToken.None));
        Assert.HasCount(2, await node.Alerts.TestAlertAsync("webhook", CancellationToken.None));
        var unknown = await Assert.ThrowsExactlyAsync<HamgmException>(() => node.Alerts.TestAlertAsync("pager", CancellationToken.None));
        StringAssert.Contains(unknown.Message, "good, bad");
        Assert.IsEmpty(node.Alerts.GetAlertHistory(), "a test leaves no alert");
    }

    [TestMethod]
    public async Task Settings_ThatCannotWork_AreNamedWithTheirRemedy()
    {
        RealNode.Configure(_folder.FullName, """
              email: { host: mail.example.com, security: none, username: u, from: a@b.c, to: [a@b.c] }
              webhooks:
                - { name: chat, format: slack, url: "https://hooks.slack.com/services/T/B/X" }
                - { name: none }
              rules:
                - { name: r, channels: [pager] }
            """);
        await using var node = await RealNode.StartAsync(_folder.FullName);

        var lines = string.Join('\n', node.Log.Lines);
        StringAssert.Contains(lines, "a password is not sent in clear");
        StringAssert.Contains(lines, "name that in url_file");
        StringAssert.Contains(lines, "'none' needs either url or url_file");
        StringAssert.Contains(lines, "rule 'r' names the channel 'pager'");
        Assert.DoesNotContain("services/T/B/X", lines);
    }

    [TestMethod]
    public async Task OtherEvents_BecomeAlertsAndEndThem()
    {
        RealNode.Configure(_folder.FullName, "  language: en");
        await using var node = await RealNode.StartAsync(_folder.FullName);

        node.Bus.Publish(new PluginStateChangedEvent("acme.x", ModuleState.Running, ModuleState.Faulted, "it broke"));
        node.Bus.Publish(new PluginStateChangedEvent("acme.x-disk", ModuleState.Running, ModuleState.Faulted, "it broke, too"));
        node.Bus.Publish(new EventsDroppedEvent("acme.y", "AlertEvent", 3));
        node.Bus.Publish(BookBench.Event("vip_bind_failed", AlertSeverity.Critical));
        node.Config.SetString("cluster.heartbeat_retries", "4");
        CollectionAssert.AreEquivalent(
            new[] { "plugin_failed", "plugin_failed", "events_dropped", "vip_bind_failed", "config_change" }, node.Alerts.GetAlerts(new AlertFilter()).Select(alert => alert.Type).ToArray());

        node.Bus.Publish(new PluginStateChangedEvent("acme.x", ModuleState.Initialized, ModuleState.Running, ""));
        node.Bus.Publish(new RoleChangedEvent("node-a", new StateTransition(NodeState.Candidate, NodeState.Primary, "R1", "why", new Epoch(1), 1)));

        var open = node.Alerts.GetAlerts(new AlertFilter());
        Assert.AreEqual("plugin_failed:acme.x-disk", open.Single(alert => alert.Type == "plugin_failed").Key, "another plugin's, whose id begins alike");
        CollectionAssert.AreEquivalent(new[] { "plugin_failed", "events_dropped", "vip_bind_failed", "config_change" }, open.Select(alert => alert.Type).ToArray());
        Assert.AreEqual(AlertStatus.Resolved, open.Single(alert => alert.Type == "vip_bind_failed").Status, "over, and shown until somebody acknowledges it");
        await node.Alerts.AcknowledgeAsync(open.Single(alert => alert.Type == "vip_bind_failed").AlertId, "admin", "");
        Assert.HasCount(3, node.Alerts.GetAlerts(new AlertFilter()));
        Assert.HasCount(2, node.Alerts.GetAlerts(new AlertFilter(AlertSeverity.Low)));
    }

    [TestMethod]
    public async Task AcksSilencesAndHistory_SurviveARestart()
    {
        RealNode.Configure(_folder.FullName, "  language: en");
        string alertId;
        await using (var node = await RealNode.StartAsync(_folder.FullName))
        {
            await node.Alerts.SendAlertAsync(BookBench.Event(severity: AlertSeverity.Critical), CancellationToken.None);
            alertId = node.Alerts.GetAlerts(new AlertFilter()).Single().AlertId;
            await node.Alerts.AcknowledgeAsync(alertId, "admin", "known");
            var now = DateTimeOffset.UtcNow;
            await node.Alerts.AddSilenceAsync(new AlertSilence("", "stall", "", AlertSeverity.High, now, now.AddHours(1), "admin", "work"));
            await Assert.ThrowsExactlyAsync<HamgmException>(() => node.Alerts.AddSilenceAsync(new AlertSilence("", "", "", AlertSeverity.High, now, now.AddDays(31), "admin", "")));
            await Assert.ThrowsExactlyAsync<HamgmException>(() => node.Alerts.AddSilenceAsync(new AlertSilence("", "", "node-x", AlertSeverity.High, now, now.AddDays(1), "admin", "")));
            await Assert.ThrowsExactlyAsync<HamgmException>(() => node.Alerts.AcknowledgeAsync("alert-1", "admin", ""));
            Assert.IsEmpty(node.Host.Faults);
        }

        await using var next = await RealNode.StartAsync(_folder.FullName);

        var alert = next.Alerts.GetAlerts(new AlertFilter()).Single();
        Assert.AreEqual((alertId, AlertStatus.Acknowledged, "admin", "known"), (alert.AlertId, alert.Status, alert.AcknowledgedBy, alert.AcknowledgeComment));
        Assert.AreEqual("stall", next.Alerts.GetSilences().Single().Type);
        Assert.AreEqual("admin", next.Alerts.GetHistory("node-a", DateTimeOffset.UnixEpoch, 10).Single().AcknowledgedBy);
        Assert.IsEmpty(next.Alerts.GetHistory("node-b", DateTimeOffset.UnixEpoch, 10));
    }

    [TestMethod]
    public async Task ConfigureAlert_InPlaceOfTheSettings_CountsUntilTheyChange()
    {
        await using var server = await HookServer.StartAsync(_authority);
        RealNode.Configure(_folder.FullName, "  language: en");
        await using var node = await RealNode.StartAsync(_folder.FullName);
        Assert.ThrowsExactly<HamgmException>(() => node.Alerts.ConfigureAlert(new AlertConfig(AlertSeverity.Low, ["a@b.c"], [])));
        Assert.ThrowsExactly<HamgmException>(() => node.Alerts.ConfigureAlert(new AlertConfig(AlertSeverity.Low, [], ["http://example.com"])));

        node.Alerts.ConfigureAlert(new AlertConfig(AlertSeverity.Low, [], ["https://127.0.0.1:1/x"]));

        Assert.AreEqual("webhook-1", (await node.Alerts.TestAlertAsync("", CancellationToken.None)).Single().Channel);
        node.Config.SetString("alert.language", "zh");
        await Assert.ThrowsExactlyAsync<HamgmException>(() => node.Alerts.TestAlertAsync("", CancellationToken.None));
    }

    private void Configure(HookServer server) => RealNode.Configure(_folder.FullName, $"  webhooks: [{{ name: chat, url: '{server.Url}/hook' }}]");
}
