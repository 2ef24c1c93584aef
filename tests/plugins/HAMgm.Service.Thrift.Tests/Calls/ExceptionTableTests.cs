using System.Reflection;
using HAMgm.Contracts.Errors;
using HAMgm.Service.Thrift.Calls;
using HAMgm.Thrift;
using Thrift;

namespace HAMgm.Service.Thrift.Tests.Calls;

[TestClass]
public class ExceptionTableTests
{
    private static readonly Dictionary<ErrorKind, Type> Own = new()
    {
        [ErrorKind.Cluster] = typeof(ClusterException),
        [ErrorKind.NodeNotFound] = typeof(NodeNotFoundException),
        [ErrorKind.Vip] = typeof(VIPOperationException),
        [ErrorKind.Configuration] = typeof(ConfigurationException),
        [ErrorKind.Sync] = typeof(SyncException),
        [ErrorKind.Authentication] = typeof(AuthenticationException),
        [ErrorKind.ServiceUnavailable] = typeof(ServiceUnavailableException),
    };

    private static string[] MethodsOfTheIdl() =>
    [
        .. typeof(ClusterManagementService.IAsync).GetMethods().Concat(typeof(HamgmService.IAsync).GetMethods())
            .Where(method => method.DeclaringType!.IsInterface).Select(method => method.Name).Distinct().Order(StringComparer.Ordinal),
    ];

    private static Type[] DeclaredBy(string method)
    {
        var result = typeof(HamgmService.InternalStructs).GetNestedType($"{method}_result")
            ?? typeof(ClusterManagementService.InternalStructs).GetNestedType($"{method}_result")
            ?? throw new InvalidOperationException(method);
        return [.. result.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.PropertyType).Where(type => type.IsSubclassOf(typeof(TException)))];
    }

    [TestMethod]
    public void Methods_AreThoseOfTheIdl() =>
        CollectionAssert.AreEqual(MethodsOfTheIdl(), ExceptionTable.Methods.Order(StringComparer.Ordinal).ToArray());

    [TestMethod]
    public void Translate_EveryMethodAndKind_ThrowsWhatTheMethodDeclares()
    {
        foreach (var method in MethodsOfTheIdl())
        {
            var declared = DeclaredBy(method);
            foreach (var kind in Enum.GetValues<ErrorKind>())
            {
                var thrown = ExceptionTable.Translate(method, new HamgmException(kind, 409, "subject", "message"));

                Assert.Contains(thrown.GetType(), declared, $"{method} may not throw {thrown.GetType().Name}");
                if (declared.Contains(Own[kind]))
                {
                    Assert.IsInstanceOfType(thrown, Own[kind]);
                }
                else if (declared.Contains(typeof(ClusterException)))
                {
                    Assert.IsInstanceOfType<ClusterException>(thrown);
                }

                Assert.AreEqual("message", thrown.GetType().GetProperty("Message", BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)!.GetValue(thrown));
            }
        }
    }

    [TestMethod]
    public void Translate_ToClusterException_KeepsTheCodeAndTheSubject()
    {
        var thrown = (ClusterException)ExceptionTable.Translate("AddNode", new HamgmException(ErrorKind.Configuration, 400, "peer.ip", "bad"));

        Assert.AreEqual((400, "bad", "peer.ip"), (thrown.ErrorCode, thrown.Message, thrown.Details));
    }

    [TestMethod]
    public void Docs_ShowTheTable()
    {
        var documented = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "errors.md"));
        foreach (var method in ExceptionTable.Methods)
        {
            var cells = Enum.GetValues<ErrorKind>().Select(kind => Own[ExceptionTable.Choose(method, kind)].Name.Replace("Exception", "", StringComparison.Ordinal));
            var row = $"| {method} | {string.Join(" | ", cells)} |";

            Assert.Contains(row, documented, $"docs/errors.md must have the row:\n{row}");
        }
    }

    [TestMethod]
    public void Docs_ShowEveryCodeAndNoOther()
    {
        var documented = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "errors.md"))
            .SkipWhile(line => line != "## Codes").TakeWhile(line => line != "## Exceptions")
            .Select(line => line.Split('|'))
            .Where(cells => cells.Length > 2 && int.TryParse(cells[1], out _))
            .Select(cells => int.Parse(cells[1], System.Globalization.CultureInfo.InvariantCulture));
        var defined = typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!);

        CollectionAssert.AreEqual(defined.Order().ToArray(), documented.ToArray(), "docs/errors.md lists the codes of ErrorCodes, in order");
    }

    [TestMethod]
    public void Translate_EveryExceptionWithRoomForIt_CarriesTheCode()
    {
        foreach (var method in MethodsOfTheIdl())
        {
            foreach (var kind in Enum.GetValues<ErrorKind>())
            {
                var thrown = ExceptionTable.Translate(method, new HamgmException(kind, 504, "subject", "message"));

                if (thrown.GetType().GetProperty("ErrorCode") is { } code)
                {
                    Assert.AreEqual(504, code.GetValue(thrown), $"{method}, {kind}");
                }
            }
        }
    }
}
