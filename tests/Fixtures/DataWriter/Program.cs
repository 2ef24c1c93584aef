using System.Globalization;
using HAMgm.Component.Data;
using HAMgm.Component.Data.Tests.Fakes;

// Writes term after term, durably, and says each number only after the store has acknowledged it. The test kills this
// process with SIGKILL and looks whether every number that was said is there.
var data = new DataComponent(new FakeConfig(args[0]), new FakeLogger());
await data.LoadAsync(CancellationToken.None);
var first = 1 + long.Parse(data.Get("term") ?? "0", CultureInfo.InvariantCulture);
await using var output = Console.OpenStandardOutput();
for (var term = first; ; term++)
{
    var text = term.ToString(CultureInfo.InvariantCulture);
    data.Set("term", text);
    data.BatchSet(new Dictionary<string, string> { ["left"] = text, ["right"] = text });
    output.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
    output.Flush();
}
