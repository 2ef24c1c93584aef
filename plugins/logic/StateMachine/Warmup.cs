using System.Reflection;
using System.Runtime.CompilerServices;

namespace HAMgm.Logic.StateMachine;

/// <summary>
/// Compiles an assembly's methods ahead of their first call: a take-over runs code that has never run in this process, and
/// must not wait tens of milliseconds for the JIT in the middle of a claim.
/// </summary>
internal static class Warmup
{
    public static void Prepare(params ReadOnlySpan<Assembly> assemblies)
    {
        const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        foreach (var assembly in assemblies)
        {
            foreach (var type in assembly.GetTypes())
            {
                // A delegate has no code of its own to compile.
                if (type.ContainsGenericParameters || type.IsInterface || type.IsSubclassOf(typeof(Delegate)))
                {
                    continue;
                }

                foreach (var method in type.GetMethods(All))
                {
                    if (!method.IsAbstract && !method.ContainsGenericParameters)
                    {
                        RuntimeHelpers.PrepareMethod(method.MethodHandle);
                    }
                }
            }
        }
    }
}
