using System.Globalization;
using System.Text;
using HAMgm.Component.Data;
using HAMgm.Component.Data.Tests.Fakes;

// Writes on several threads, durably, and says each thing only after the store has acknowledged it:
//   w THREAD N   the value w:THREAD:(N % 500) is N
//   b THREAD N   left:THREAD and right:THREAD, in one batch, are N
//   c N          the counter handed out N
// The test kills this process with SIGKILL and looks whether everything that was said is so.
var data = new DataComponent(new FakeConfig(args[0]), new FakeLogger());
await data.LoadAsync(CancellationToken.None);
await using var output = Console.OpenStandardOutput();
var threads = Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(Start).ToArray();
Array.ForEach(threads, thread => thread.Join());

Thread Start(int number)
{
    var thread = new Thread(() => Write(number));
    thread.Start();
    return thread;
}

void Write(int thread)
{
    var next = 1 + data.Keys($"w:{thread}:").Select(key => Number(key)).DefaultIfEmpty().Max();
    var batch = 1 + Number($"left:{thread}");
    for (; ; next++, batch++)
    {
        var text = next.ToString(CultureInfo.InvariantCulture);
        data.Set($"w:{thread}:{next % 500}", text);
        Say($"w {thread} {text}");
        var both = batch.ToString(CultureInfo.InvariantCulture);
        data.BatchSet(new Dictionary<string, string> { [$"left:{thread}"] = both, [$"right:{thread}"] = both });
        Say($"b {thread} {both}");
        data.Set($"loose:{thread}", text, durable: false);
        Say($"c {data.Next("operation_id").ToString(CultureInfo.InvariantCulture)}");
    }
}

long Number(string key) => long.Parse(data.Get(key) ?? "0", CultureInfo.InvariantCulture);

// One write, so that a line is whole or not there.
void Say(string line)
{
    lock (output)
    {
        output.Write(Encoding.ASCII.GetBytes(line + "\n"));
        output.Flush();
    }
}
