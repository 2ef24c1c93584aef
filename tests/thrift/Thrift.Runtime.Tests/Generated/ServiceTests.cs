using System.Reflection;
using HAMgm.Thrift;

namespace Thrift.Runtime.Tests.Generated;

/// <summary>The interface against specification 1, section 3.1: what each method declares, in order.</summary>
[TestClass]
public sealed class ServiceTests
{
    [TestMethod]
    [DataRow("GetClusterStatus", "ServiceUnavailable Cluster")]
    [DataRow("GetNodeInfo", "NodeNotFound Cluster ServiceUnavailable")]
    [DataRow("GetAllNodes", "Cluster ServiceUnavailable")]
    [DataRow("GetVIPStatus", "VIPOperation ServiceUnavailable")]
    [DataRow("ForceSwitch", "Cluster VIPOperation Authentication ServiceUnavailable")]
    [DataRow("SyncData", "Sync NodeNotFound Authentication ServiceUnavailable")]
    [DataRow("GetConfig", "Configuration")]
    [DataRow("SetConfig", "Configuration Authentication ServiceUnavailable")]
    [DataRow("GetAutoSwitchStatus", "Configuration")]
    [DataRow("SetAutoSwitch", "Configuration Authentication ServiceUnavailable")]
    [DataRow("CheckNodeHealth", "NodeNotFound ServiceUnavailable")]
    [DataRow("AddNode", "Cluster Authentication ServiceUnavailable")]
    [DataRow("RemoveNode", "NodeNotFound Cluster Authentication ServiceUnavailable")]
    public void Method_OfTheSpecification_DeclaresItsExceptionsInOrder(string method, string expected)
    {
        var result = typeof(ClusterManagementService).Assembly
            .GetType($"HAMgm.Thrift.ClusterManagementService+InternalStructs+{method}_result", throwOnError: true)!;

        var declared = result.GetProperties()
            .Select(property => property.PropertyType)
            .Where(type => type.IsSubclassOf(typeof(TException)))
            .Select(type => type.Name[..^"Exception".Length]);

        Assert.AreEqual(expected, string.Join(' ', declared));
    }

    [TestMethod]
    public void Service_HasTheThirteenMethodsOfTheSpecification() =>
        Assert.HasCount(13, typeof(ClusterManagementService.IAsync).GetMethods(BindingFlags.Public | BindingFlags.Instance));
}
