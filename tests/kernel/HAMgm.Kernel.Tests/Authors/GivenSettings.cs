using System.Reflection;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Kernel.Tests.Authors;

/// <summary>Settings that a test gives, in place of component.config.</summary>
public class GivenSettings : DispatchProxy
{
    private Dictionary<string, string> _values = [];

    public static Dictionary<Type, object> With(string key, string value)
    {
        IConfigManager proxy = Create<IConfigManager, GivenSettings>();
        ((GivenSettings)(object)proxy)._values = new() { [key] = value };
        return new() { [typeof(IConfigManager)] = proxy };
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name is "GetString" or "GetPath" ? _values[(string)args![0]!] : throw new NotSupportedException(targetMethod.Name);
}
