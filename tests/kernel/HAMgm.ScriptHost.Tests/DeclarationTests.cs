using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Scripts;
using HAMgm.Scripts;

namespace HAMgm.ScriptHost.Tests;

/// <summary>What scripts declare of themselves.</summary>
[TestClass]
public sealed class DeclarationTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-declaration-").FullName;

    [TestCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Read_NothingDeclared_HasDefaultsOfItsFolder()
    {
        ScriptInfo info = Read("health/Disk_Space 2.js", "function run(facts) {}");
        Assert.AreEqual("health.disk-space-2", info.Id);
        Assert.AreEqual(ScriptPurpose.Health, info.Purpose);
        Assert.AreEqual(TimeSpan.FromSeconds(10), info.Interval);
        Assert.AreEqual(TimeSpan.FromSeconds(5), info.Timeout);
        Assert.AreEqual((2, 3, 0), (info.Rise, info.Fall, info.Weight));
        Assert.IsEmpty(info.Roles);
        Assert.IsNull(info.Hook);
    }

    [TestMethod]
    public void Read_EverythingInComments_IsTaken()
    {
        ScriptInfo info = Read("health/pg.sh", """
            #!/bin/sh
            # Checks PostgreSQL.
            # @hamgm health id=acme.pg interval=5s timeout=1.5s rise=1 fall=4 weight=20
            #@hamgm description="Is it there? Überall" roles=primary,Standby depends-on=health.disk,health.net user=postgres
            ## @hamgm parameter.port=5432 parameter.socket="/run/pg dir" parameter.strict=true
            exit 0
            """);
        Assert.AreEqual("acme.pg", info.Id);
        Assert.AreEqual(TimeSpan.FromSeconds(5), info.Interval);
        Assert.AreEqual(TimeSpan.FromMilliseconds(1500), info.Timeout);
        Assert.AreEqual((1, 4, 20), (info.Rise, info.Fall, info.Weight));
        Assert.AreEqual("Is it there? Überall", info.Description);
        CollectionAssert.AreEqual(new[] { NodeState.Primary, NodeState.Standby }, info.Roles.ToArray());
        CollectionAssert.AreEqual(new[] { "health.disk", "health.net" }, info.DependsOn.ToArray());
        Assert.AreEqual("postgres", info.RunAs);
        Assert.AreEqual(5432L, info.Parameters["port"]);
        Assert.AreEqual("/run/pg dir", info.Parameters["socket"]);
        Assert.AreEqual(true, info.Parameters["strict"]);
    }

    [TestMethod]
    [DataRow("/* @hamgm hook=fence policy=continue */")]
    [DataRow(" * @hamgm hook=fence policy=continue")]
    [DataRow("-- @hamgm hook=fence policy=continue")]
    [DataRow("// @hamgm hook=fence\n// @hamgm policy=continue")]
    public void Read_Hook_InAnyCommentStyle(string header)
    {
        ScriptInfo info = Read("hooks/20-ipmi.js", header);
        Assert.AreEqual(ScriptPurpose.Hook, info.Purpose);
        Assert.AreEqual(HookPoint.Fence, info.Hook);
        Assert.AreEqual(HookPolicy.Continue, info.Policy);
        Assert.AreEqual(20, info.Order);
        Assert.AreEqual(TimeSpan.FromSeconds(30), info.Timeout);
    }

    [TestMethod]
    public void Read_TheMarkInCode_IsNoDeclaration()
    {
        ScriptInfo info = Read("health/one.js", "var text = '@hamgm interval=5h';\n@hamgm interval=5h");
        Assert.AreEqual(TimeSpan.FromSeconds(10), info.Interval);
    }

    [TestMethod]
    public void Read_PluginsJson_Wins()
    {
        ScriptInfo info = Read("health/one.js", "// @hamgm interval=5s rise=3 parameter.a=1 parameter.b=2", new()
        {
            ["interval"] = "20s",
            ["fall"] = 7L,
            ["roles"] = new List<object?> { "primary" },
            ["parameters"] = new Dictionary<string, object?> { ["b"] = 3L },
        });
        Assert.AreEqual(TimeSpan.FromSeconds(20), info.Interval);
        Assert.AreEqual((3, 7), (info.Rise, info.Fall));
        Assert.AreEqual(NodeState.Primary, info.Roles.Single());
        Assert.AreEqual((1L, 3L), (info.Parameters["a"], info.Parameters["b"]));
    }

    [TestMethod]
    public void Read_ManyErrors_AllAtOnceWithFileKeyAndRemedy()
    {
        List<string> errors = [];
        Read("hooks/bad.sh", """
            # @hamgm intervall=5s timeout=soon rise=0
            # @hamgm rise=1 roles=primary,boss policy=maybe healthy
            # @hamgm description="open
            """, new() { ["weight"] = 300L, ["parameters"] = "x" }, errors);
        string all = string.Join("\n", errors);
        foreach (string part in (string[])[
            "bad.sh:1: intervall: unknown; known are", "bad.sh:1: timeout: must be a duration like", "bad.sh:1: rise: must be a whole number from 1 to 100",
            "bad.sh:2: rise: given twice", "bad.sh:2: roles: 'boss' is no state", "bad.sh:2: policy: must be abort or continue", "bad.sh:2: healthy: a word by itself is",
            "bad.sh:3: description: the closing \" is missing", "plugins.json: weight: must be a whole number from 0 to 254", "plugins.json: parameters: must be an object",
            "bad.sh: hook: missing"])
        {
            StringAssert.Contains(all, part);
        }
    }

    [TestMethod]
    public void Read_RandomBytes_NeverThrows()
    {
        var random = new Random(7);
        for (int turn = 0; turn < 200; turn++)
        {
            byte[] bytes = new byte[random.Next(0, 12_000)];
            random.NextBytes(bytes);
            if (bytes.Length > 40)
            {
                "\n# @hamgm "u8.CopyTo(bytes);
            }

            Directory.CreateDirectory(Path.Combine(_folder, "health"));
            string path = Path.Combine(_folder, "health", "random");
            File.WriteAllBytes(path, bytes);
            List<string> errors = [];
            _ = DeclarationReader.Read(null, path, HeaderReader.Read(path, errors), new Dictionary<string, object?>(), errors);
        }
    }

    [TestMethod]
    [DataRow("disk.js", true)]
    [DataRow("disk", true)]
    [DataRow("disk.py", true)]
    [DataRow(".disk.js.swp", false)]
    [DataRow("disk.js~", false)]
    [DataRow("README.md", false)]
    [DataRow("disk.sh.dpkg-new", false)]
    [DataRow("_shared.js", false)]
    public void IsScript_Names_AsMeant(string name, bool expected) => Assert.AreEqual(expected, ScriptNames.IsScript(name));

    private ScriptInfo Read(string name, string content, Dictionary<string, object?>? settings = null, List<string>? errors = null)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        List<string> found = errors ?? [];
        ScriptDeclaration declaration = DeclarationReader.Read(null, path, HeaderReader.Read(path, found), settings ?? [], found);
        if (errors is null)
        {
            Assert.IsEmpty(found, string.Join("; ", found));
        }

        return declaration.Info;
    }
}
