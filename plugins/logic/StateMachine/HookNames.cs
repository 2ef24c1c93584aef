using HAMgm.Contracts.Hooks;

namespace HAMgm.Logic.StateMachine;

/// <summary>The points as an operator writes them.</summary>
internal static class HookNames
{
    public static string Of(HookPoint point) => point switch
    {
        HookPoint.BeforePromote => "before-promote",
        HookPoint.AfterPromote => "after-promote",
        HookPoint.BeforeDemote => "before-demote",
        HookPoint.AfterDemote => "after-demote",
        HookPoint.OnFault => "on-fault",
        _ => "fence",
    };
}
