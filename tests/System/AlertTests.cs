using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>Alerts of a pair reach a real web hook, each once, whichever node dies (docs/adr/0038).</summary>
[TestClass]
[TestCategory("System")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The hook is disposed of before the laboratory goes.")]
public sealed class AlertTests : PairTest
{
    private HookReceiver? _hook;

    private HookReceiver Hook => _hook!;

    /// <inheritdoc/>
    protected override string? ReasonToSkip() => base.ReasonToSkip() ?? (File.Exists("/usr/bin/python3") ? null : "the web hook's server needs python3: scripts/test installs it");

    /// <inheritdoc/>
    protected override void BeforeLaboratoryGoes()
    {
        base.BeforeLaboratoryGoes();
        _hook?.Dispose();
    }

    [TestMethod]
    [RetryOnce]
    public void PrimaryCut_TheSurvivor_TellsOnceAndTheOthersAlertsFollow()
    {
        _hook = new HookReceiver(Lab, Lab.Client);
        StartPair(new NodeSettings
        {
            Extra = $"alert: {{ group_wait: 500ms, webhooks: [ {{ name: chat, url: '{Hook.Url}' }} ] }}\n",
        });
        (Node old, Node survivor) = (Primary, Standby);
        WaitFor(notice => notice.Type == "vip_switch" && notice.Source == old.Id, "the first PRIMARY's alert");

        // What the sender has not told its peer of when it is cut off is sent once more, with the same id (docs/adr/0038): both know first.
        Wait.Until(
            () => (List(A), List(B)) is var (here, there) && here.SequenceEqual(there) && here.All(static alert => alert.EndsWith(" sent", StringComparison.Ordinal)),
            Patience.Seconds(20),
            () => $"the same alerts on both nodes, all sent: {string.Join(" | ", List(A))} / {string.Join(" | ", List(B))}");
        Lab.CutNode(old.Host);
        WaitFor(
            notice => notice is { Type: "heartbeat_timeout", Kind: "raised" } && notice.Source == survivor.Id && notice.Sender == survivor.Id,
            "the survivor's word that the other is silent, by itself");
        WaitFor(
            notice => notice.Type == "vip_switch" && notice.Source == survivor.Id && notice.Sender == survivor.Id, "the survivor's word that it is PRIMARY, by itself");

        // What the cut node could not tell, its peer tells when they meet again.
        Lab.Heal();
        WaitForPair();
        WaitFor(notice => notice.Type == "heartbeat_timeout" && notice.Source == old.Id, "the cut node's own alert, after the cut");
        WaitFor(notice => notice.Type == "heartbeat_timeout" && notice.Source == survivor.Id && notice.Kind == "resolved", "the word that it is over");
        Thread.Sleep(2000);
        string[] twice = [.. Hook.Notices().CountBy(static notice => notice.DeliveryId).Where(static pair => pair.Value > 1).Select(static pair => pair.Key)];
        Assert.IsEmpty(twice, $"told twice: {string.Join(", ", twice)}");
        Assert.HasCount(1, Hook.Notices().Where(notice => notice is { Type: "heartbeat_timeout", Kind: "raised" } && notice.Source == survivor.Id));

        // Both nodes know the same, and an acknowledgement on one is on both.
        string id = Hook.Notices().First(notice => notice.Type == "vip_switch" && notice.Source == survivor.Id).DeliveryId.Split('/')[0];
        CliResult ack = Standby.Cli("alert", "ack", id, "--comment", "seen");
        Assert.IsTrue(ack.Success, ack.ToString());
        Wait.Until(
            () => (List(A), List(B)) is var (a, b) && a.SequenceEqual(b) && a.Contains($"{id} acknowledged sent"),
            Patience.Seconds(10),
            () => $"the same alerts on both nodes, {id} acknowledged: {string.Join(" | ", List(A))} / {string.Join(" | ", List(B))}");
        CliResult silence = Standby.Cli("alert", "silence", "--for", "1h", "--type", "stall");
        Assert.IsTrue(silence.Success, silence.ToString());
        Wait.Until(
            () => Primary.Cli("alert", "list").Data["silences"]!.AsArray().Count == 1, Patience.Seconds(10), "the silence on the other node");
        CliResult test = Primary.Cli("alert", "test", "chat");
        Assert.IsTrue(test.Success, test.ToString());
        Assert.IsTrue(Hook.Notices().Any(static notice => notice.Kind == "test"));
    }

    private static string[] List(Node node) => [.. node.Cli("alert", "list", "--all").Data["alerts"]!.AsArray()
        .Select(static alert => $"{Text(alert, "alertId")} {Text(alert, "status")} {Text(alert, "notificationStatus")}").Order(StringComparer.Ordinal)];

    private static string Text(JsonNode? alert, string field) => alert![field]!.GetValue<string>();

    private void WaitFor(Func<(string DeliveryId, string Type, string Kind, string Source, string Sender), bool> what, string name) => Wait.Until(
        () => Hook.Notices().Any(what), Patience.Seconds(20), () => $"{name}; told so far: {string.Join(", ", Hook.Notices())}");
}
