namespace HAMgm.Cli.Text;

/// <summary>Which language to speak.</summary>
internal static class Languages
{
    /// <summary>"en" or "zh", also with a country or encoding (zh_CN.UTF-8); null: neither.</summary>
    public static Language? Parse(string? name) => name switch
    {
        null => null,
        _ when name.StartsWith("zh", StringComparison.OrdinalIgnoreCase) => Language.Chinese,
        _ when name.StartsWith("en", StringComparison.OrdinalIgnoreCase) => Language.English,
        _ => null,
    };

    /// <summary>The locale's, by the variables that POSIX names, in its order; English for all but zh*.</summary>
    public static Language OfEnvironment(Func<string, string?> environment)
    {
        foreach (var variable in (ReadOnlySpan<string>)["LC_ALL", "LC_MESSAGES", "LANG"])
        {
            if (environment(variable) is { Length: > 0 } locale)
            {
                return Parse(locale) ?? Language.English;
            }
        }

        return Language.English;
    }
}
