namespace HAMgm.Architecture.Tests;

/// <summary>The rules are only as good as the scanner: what it sees, and what it does not mistake for code.</summary>
[TestClass]
public sealed class ScannerTests
{
    [TestMethod]
    public void PublicTypes_NestedCommentedAndQuoted_AreNotCounted()
    {
        const string Text = """"
            namespace A;
            // public class Comment { }
            /* public class Block { } */
            public sealed record One(string Text = "public class Quoted { }", char C = '"')
            {
                public enum Nested { }
                private const string Raw = """ { public class Raw { } """;
                private const string Verbatim = @"a "" public class Verbatim {";
            }
            internal sealed class Hidden { public class Inner { } }
            public readonly record struct Two<T>(T Value);
            public delegate Task<int> Three(int x);
            public static partial class Four { }
            public static partial class Four { }
            """";
        CollectionAssert.AreEqual(new[] { "One", "Two<T>", "Three", "Four" }, new SourceFile("a.cs", Text).PublicTypes().ToArray());
    }

    [TestMethod]
    public void PublicTypes_BlockNamespace_CountsOneLevelDeeper() =>
        CollectionAssert.AreEqual(
            new[] { "One" }, new SourceFile("a.cs", "namespace A\n{\n    public class One { public class Inner { } }\n}\n").PublicTypes().ToArray());

    [TestMethod]
    [DataRow("catch (Exception e) { }", true)]
    [DataRow("catch (System.Exception) { }", true)]
    [DataRow("catch { }", true)]
    [DataRow("catch\n{\n}", true)]
    [DataRow("catch (Exception e) when (log) { }", true)]
    [DataRow("catch when (log) { }", true)]
    [DataRow("catch (Exception e) when (e is IOException or FormatException) { }", false)]
    [DataRow("catch (IOException) { }", false)]
    [DataRow("catch (OperationCanceledException) when (x) { }", false)]
    [DataRow("// catch (Exception)\n", false)]
    public void CatchEverything_Forms_AreToldApart(string code, bool expected) =>
        Assert.AreEqual(expected, TidyTests.CatchesEverything(new SourceFile("a.cs", code)));
}
