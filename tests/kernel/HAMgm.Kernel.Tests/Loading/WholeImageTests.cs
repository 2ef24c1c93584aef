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
