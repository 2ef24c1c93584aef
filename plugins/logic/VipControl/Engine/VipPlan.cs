using HAMgm.Logic.VipControl.Addresses;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>What is to be held, and for how long at a time.</summary>
/// <param name="Addresses">vip.address, then vip.more.</param>
/// <param name="KernelLeaseSeconds">valid_lft of a bind and of a refresh: whole seconds, at least 1.</param>
/// <param name="LifetimePeriod">How often the lifetime is refreshed.</param>
internal sealed record VipPlan(VipAddress[] Addresses, int KernelLeaseSeconds, TimeSpan LifetimePeriod);
