using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Loading;

namespace HAMgm.Kernel.Tests.Loading;

[TestClass]
public sealed class WholeImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-image-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void WhyNot_AssemblyCutAnywhere_IsNoticed() => CutAnywhere(typeof(IModule).Assembly.Location, "a.dll");

    // The frameworks' own are compiled ahead of time.
    [TestMethod]
    public void WhyNot_CompiledAssemblyCutAnywhere_IsNoticed() => CutAnywhere(typeof(System.Text.Json.JsonDocument).Assembly.Location, "a.dll");

    [TestMethod]
    public void WhyNot_AnythingElseWithTheNameOfAnAssembly_IsRefused()
    {
        string path = Path.Combine(_folder, "a.dll");
        byte[] real = File.ReadAllBytes(typeof(IModule).Assembly.Location);
        var random = new Random(11);
        for (int i = 0; i < 2000; i++)
        {
            // Headers with some bytes changed are read, refused or called cut short, and nothing else.
            byte[] bytes = real[..1024];
            for (int n = random.Next(1, 20); n > 0; n--)
            {
                bytes[random.Next(0x3C, 600)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, bytes);
            Assert.IsNotNull(WholeImage.WhyNot(path));
        }

        File.WriteAllText(path, "MZ");
        Assert.IsNotNull(WholeImage.WhyNot(path));
    }

    [TestMethod]
    public void CompiledAhead_OfTheFrameworkAndOfOurs_AreToldApart()
    {
        string compiled = typeof(System.Text.Json.JsonDocument).Assembly.Location;
        Assert.IsTrue(CompiledAhead.Is(compiled));
        Assert.IsFalse(CompiledAhead.Is(typeof(IModule).Assembly.Location));

        string copy = Path.Combine(_folder, "first.dll");
        File.Copy(compiled, copy);
        Assert.IsTrue(CompiledAhead.TakeFirst(copy), "the first load stays");
        Assert.IsFalse(CompiledAhead.TakeFirst(copy), "whatever follows can be unloaded");
    }

    [TestMethod]
    public void LoadCopy_CompiledAhead_IsRunAndItsFileMayBeOverwritten()
    {
        // Any compiled assembly that the host does not share.
        string path = Path.Combine(_folder, "System.Text.Json.dll");
        File.Copy(typeof(System.Text.Json.JsonDocument).Assembly.Location, path);
        var context = new PluginLoadContext("test.stays", path, stays: true);
        System.Reflection.Assembly assembly = context.LoadCopy(path);
        File.WriteAllBytes(path, new byte[16]);
        object? parsed = assembly.GetType("System.Text.Json.Nodes.JsonNode")!.GetMethods().First(method => method.Name == "Parse" && method.GetParameters()[0].ParameterType == typeof(string))
            .Invoke(null, ["{\"a\":1}", null, Activator.CreateInstance(assembly.GetType("System.Text.Json.JsonDocumentOptions")!)]);
        Assert.AreEqual("""{"a":1}""", parsed!.GetType().GetMethod("ToJsonString")!.Invoke(parsed, [null]));
        Assert.AreNotSame(typeof(System.Text.Json.JsonDocument).Assembly, assembly);
        context.Drop();
    }

    [TestMethod]
    public void WhyNot_NativeLibraryCutAnywhere_IsNoticed() =>
        CutAnywhere(Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.so").Single(), "a.so");

    [TestMethod]
    public void WhyNot_NeitherOfThem_IsLeftToTheLoader()
    {
        string script = Path.Combine(_folder, "a.so");
        File.WriteAllText(script, "INPUT(libx.so.1)\n");
        Assert.IsNull(WholeImage.WhyNot(script));
    }

    [TestMethod]
    public void WhyNot_HeadersThatLie_AreBounded()
    {
        string library = Path.Combine(_folder, "a.so");
        byte[] bytes = new byte[4096];
        new Random(7).NextBytes(bytes);
        "\u007fELF"u8.CopyTo(bytes);
        File.WriteAllBytes(library, bytes);
        Assert.IsNotNull(WholeImage.WhyNot(library));
    }

    private void CutAnywhere(string whole, string name)
    {
        byte[] bytes = File.ReadAllBytes(whole);
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        Assert.IsNull(WholeImage.WhyNot(path));
        for (int tenth = 0; tenth < 10; tenth++)
        {
            File.WriteAllBytes(path, bytes[..(bytes.Length * tenth / 10)]);
            Assert.IsNotNull(WholeImage.WhyNot(path), $"{tenth} tenths");
        }
    }
}
