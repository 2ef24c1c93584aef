using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>What is to be held, and for how long at a time.</summary>
/// <param name="Addresses">vip.address, then vip.more.</param>
/// <param name="KernelLeaseSeconds">valid_lft of a bind and of a refresh: whole seconds, at least 1.</param>
/// <param name="LifetimePeriod">How often the lifetime is refreshed.</param>
/// <param name="AnnouncePeriod">How often a held address is announced again; zero: not after the first seconds.</param>
internal sealed record VipPlan(VipAddress[] Addresses, int KernelLeaseSeconds, TimeSpan LifetimePeriod, TimeSpan AnnouncePeriod)
{
    private static readonly TimeSpan LongestDuplicateLook = TimeSpan.FromSeconds(10);

    /// <summary>How often a holder asks whether somebody else has its addresses, too.</summary>
    internal TimeSpan DuplicateLookPeriod =>
        AnnouncePeriod > TimeSpan.Zero && AnnouncePeriod < LongestDuplicateLook ? AnnouncePeriod : LongestDuplicateLook;
}
