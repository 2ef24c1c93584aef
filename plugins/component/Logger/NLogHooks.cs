using System.Reflection;
using NLog;

namespace HAMgm.Component.Logger;

/// <summary>
/// NLog 6.2 subscribes a static method to ProcessExit and DomainUnload when a configuration is set, and never takes it
/// back; the subscription would hold this plugin's load context for ever. There is no public way to end it, so this takes
/// the private method by name; UnloadTests fails when a new NLog names it otherwise.
/// </summary>
internal static class NLogHooks
{
    public static void Remove()
    {
        var method = typeof(LogFactory).GetMethod("OnLoggerShutdown", BindingFlags.Static | BindingFlags.NonPublic);
        if (method is not null && Delegate.CreateDelegate(typeof(EventHandler), method, throwOnBindFailure: false) is EventHandler handler)
        {
            AppDomain.CurrentDomain.ProcessExit -= handler;
            AppDomain.CurrentDomain.DomainUnload -= handler;
        }
    }
}
