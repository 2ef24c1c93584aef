using System.Text;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Wire;

/// <summary>
/// The bytes of every message of hamgm.thrift in every protocol, against golden files that
/// HAMGM_UPDATE_GOLDEN=1 writes anew; a change is a break with every client there is. Apache's Python
/// library reads the same files and must write the same bytes.
/// </summary>
[TestClass]
public sealed class GoldenWireTests
{
    private const int BytesALine = 32;
    private const string Python = "/usr/bin/python3";

    private static readonly string Golden = Path.Combine(RepositoryFolders.Tests, "Wire", "Golden");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("binary")]
    [DataRow("compact")]
    [DataRow("json")]
    public async Task EveryMessage_Encoded_IsTheGoldenBytes(string protocol)
    {
        var folder = Path.Combine(Golden, protocol);
        var files = new Dictionary<string, string>();
        foreach (var messages in SampleMessage.All().GroupBy(message => $"{message.Service}.{message.Method}"))
        {
            var text = new StringBuilder();
            foreach (var message in messages)
            {
                var bytes = await message.EncodeAsync(Over(protocol));
                text.Append(message.Variant).Append('\n');
                foreach (var line in bytes.Chunk(BytesALine))
                {
                    text.Append("  ").Append(protocol == "json" ? Encoding.UTF8.GetString(bytes) : Convert.ToHexStringLower(line)).Append('\n');
                    if (protocol == "json")
                    {
                        break;
                    }
                }
            }

            files[$"{messages.Key}.txt"] = text.ToString();
        }

        if (Environment.GetEnvironmentVariable("HAMGM_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(folder);
            foreach (var old in Directory.EnumerateFiles(folder))
            {
                File.Delete(old);
            }

            foreach (var (name, text) in files)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, name), text, TestContext.CancellationToken);
            }
        }

        CollectionAssert.AreEquivalent(files.Keys.ToArray(), Directory.EnumerateFiles(folder).Select(Path.GetFileName).ToArray());
        foreach (var (name, text) in files)
        {
            Assert.AreEqual(await File.ReadAllTextAsync(Path.Combine(folder, name), TestContext.CancellationToken), text, name);
        }
    }

    [TestMethod]
    [DataRow("binary")]
    [DataRow("compact")]
    [DataRow("json")]
    public async Task EveryMessage_Decoded_IsEqual(string protocol)
    {
        foreach (var message in SampleMessage.All())
        {
            var bytes = await message.EncodeAsync(Over(protocol));

            Assert.AreEqual(message.Body, await message.DecodeAsync(Over(protocol), bytes), message.Method + message.Variant);
        }
    }

    [TestMethod]
    [DataRow("binary")]
    [DataRow("compact")]
    [DataRow("json")]
    public async Task EveryMessage_InPiecesOfAnySize_IsTheSame(string protocol)
    {
        // At the end of what lies ready the protocols change over from their quick way to their patient one.
        foreach (var message in SampleMessage.All())
        {
            var bytes = await message.EncodeAsync(Over(protocol));
            foreach (var size in new[] { 1, 2, 3, 5, 7, 11, 64 })
            {
                using var stream = new MemoryStream(bytes);
                using var pieces = new TBufferedTransport(new TStreamTransport(stream, null, new TConfiguration()), size);
                Assert.AreEqual(message.Body, await message.DecodeAsync(OverAny(protocol)(pieces)), $"{message.Method} in pieces of {size}");
            }

            using var written = new MemoryStream();
            using var stepwise = new TStreamTransport(null, written, new TConfiguration());
            await message.EncodeAsync(OverAny(protocol)(stepwise));
            CollectionAssert.AreEqual(bytes, written.ToArray(), message.Method);
        }
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task EveryGoldenMessage_ReadAndWrittenByApachesPython_IsTheSameBytes()
    {
        var generated = Directory.CreateTempSubdirectory("hamgm-golden-");
        try
        {
            var idl = Path.Combine(RepositoryFolders.Root, "thrift", "hamgm.thrift");
            var (compiled, complaint) = await ProgramRun.RunAsync("thrift", ["--gen", "py", "-out", generated.FullName, idl], TestContext.CancellationToken);
            var (imported, missing) = await ProgramRun.RunAsync(Python, ["-c", "import thrift.protocol.TJSONProtocol"], TestContext.CancellationToken);
            if (compiled != 0 || imported != 0)
            {
                Assert.Inconclusive($"no thrift compiler or no python3-thrift: {complaint} {missing}");
            }

            var script = Path.Combine(RepositoryFolders.Tests, "Wire", "check_golden.py");
            var (exit, output) = await ProgramRun.RunAsync(Python, [script, generated.FullName, Golden], TestContext.CancellationToken);

            Assert.AreEqual(0, exit, output);
            TestContext.WriteLine(output);
        }
        finally
        {
            generated.Delete(recursive: true);
        }
    }

    private static Func<TMemoryBufferTransport, TProtocol> Over(string protocol) => OverAny(protocol);

    private static Func<TTransport, TProtocol> OverAny(string protocol) => protocol switch
    {
        "binary" => transport => new TBinaryProtocol(transport),
        "compact" => transport => new TCompactProtocol(transport),
        _ => transport => new TJsonProtocol(transport),
    };
}
