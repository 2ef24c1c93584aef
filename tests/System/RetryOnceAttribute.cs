#pragma warning disable MSTESTEXP // The framework may change how a test is run again; this file is all that would have to.
using System.Text.RegularExpressions;

namespace HAMgm.SystemTests;

/// <summary>
/// Runs a failed test once more: a machine that stands still for a quarter of the time-out, as shared ones do, fails what nobody has broken. Never with
/// <c>--full</c>, and never when two nodes held the address: that is no machine's fault, and one sample of it is one too many.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed partial class RetryOnceAttribute : RetryBaseAttribute
{
    /// <inheritdoc/>
    protected override async Task<RetryResult> ExecuteAsync(RetryContext retryContext)
    {
        var isFinal = SystemTest.IsFull
            || retryContext.FirstRunResults.Any(static one => TwoHolders().IsMatch(one.TestFailureException?.ToString() ?? ""));
        var all = new RetryResult();
        all.AddResult(isFinal ? [.. retryContext.FirstRunResults] : await retryContext.ExecuteTaskGetter().ConfigureAwait(false));
        return all;
    }

    [GeneratedRegex("two holders|twoHolderSamples\":[1-9]|AreEqual\\(0, .*TwoHolderSamples", RegexOptions.IgnoreCase)]
    private static partial Regex TwoHolders();
}
