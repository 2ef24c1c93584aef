using System.Composition;
using System.Composition.Convention;
using System.Reflection;

namespace HAMgm.Kernel.Loading;

/// <summary>
/// The attributes as they are written, with one addition: every part is <see cref="SharedAttribute"/>. Without it
/// System.Composition makes a new object for each import, and a module that also exports a contract would hand out a second,
/// never started self.
/// </summary>
internal sealed class SharedPartsModel : AttributedModelProvider
{
    public override IEnumerable<Attribute> GetCustomAttributes(Type reflectedType, MemberInfo member)
    {
        if (member is not Type && member.DeclaringType != reflectedType)
        {
            return [];
        }

        IEnumerable<Attribute> declared = Attribute.GetCustomAttributes(member, inherit: false);
        return member is Type && !declared.Any(attribute => attribute is SharedAttribute)
            ? declared.Append(new SharedAttribute())
            : declared;
    }

    public override IEnumerable<Attribute> GetCustomAttributes(Type reflectedType, ParameterInfo parameter) =>
        Attribute.GetCustomAttributes(parameter, inherit: false);
}
