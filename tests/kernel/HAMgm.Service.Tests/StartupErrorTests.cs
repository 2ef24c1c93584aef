using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Service.Tests;

[TestClass]
public sealed class StartupErrorTests
{
    [TestMethod]
    [DataRow(ErrorKind.Configuration, ErrorCodes.NotFound, ExitCodes.Configuration)]
    [DataRow(ErrorKind.Vip, ErrorCodes.Unavailable, ExitCodes.Environment)]
    [DataRow(ErrorKind.Vip, ErrorCodes.Forbidden, ExitCodes.Environment)]
    [DataRow(ErrorKind.Cluster, ErrorCodes.Internal, ExitCodes.Plugin)]
    public void ExitCode_OfAnError_FollowsItsKindAndCode(ErrorKind kind, int code, int expected) =>
        Assert.AreEqual(expected, StartupError.ExitCode(new HamgmException(kind, code, "x", "wrong")));

    [TestMethod]
    public void Describe_ConfigurationErrorsWithinAnother_ListsEachOnALineOfItsOwn()
    {
        var errors = new ConfigErrorsException("/a.yaml", [new ConfigIssue(3, "node.id", "is missing", false), new ConfigIssue(7, "vip", "is wrong", false)]);
        string text = StartupError.Describe(new KernelException("component.config", "did not start", inner: errors));
        CollectionAssert.AreEqual(new[] { "/a.yaml:3: node.id: is missing", "/a.yaml:7: vip: is wrong" }, text.Split('\n'));
    }

    [TestMethod]
    public void Describe_OtherError_IsOneLine() =>
        Assert.AreEqual("hamgm-service: first second", StartupError.Describe(new HamgmException(ErrorKind.Vip, 500, "", "first\nsecond")));
}
