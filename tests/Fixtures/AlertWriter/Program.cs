using System.Globalization;
using System.Text;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;

// Raises alerts whose web hook nobody listens at, and says each one's key only after it was accepted. The test kills this process with
// SIGKILL and looks whether the next life sends all that was said.
await using var node = await RealNode.StartAsync(args[0]);
await using var output = Console.OpenStandardOutput();
for (var number = int.Parse(args[1], CultureInfo.InvariantCulture); ; number++)
{
    var key = string.Create(CultureInfo.InvariantCulture, $"kill-{number}");
    await node.Alerts.SendAlertAsync(new AlertEvent("kill_test", AlertSeverity.High, $"alert {key}", "x", "test") { Key = key }, CancellationToken.None);
    output.Write(Encoding.ASCII.GetBytes(key + "\n"));
}
