using System.CommandLine;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>config …: settings (specification 1, section 4.2.3).</summary>
internal static class ConfigCommands
{
    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("config", Messages.AboutConfig);

        var getKey = tree.Argument("config-key", Messages.ArgumentConfigKey);
        tree.Add(
            group, "get", Messages.AboutConfigGet, (context, cancel) => GetAsync(context, context.Required(getKey), cancel), getKey);

        var setKey = tree.Argument("config-key", Messages.ArgumentConfigKey);
        var setValue = tree.Describe(
            new Argument<string[]>("config-value") { Arity = ArgumentArity.ZeroOrMore }, Messages.ArgumentConfigValue);
        tree.Add(
            group,
            "set",
            Messages.AboutConfigSet,
            (context, cancel) => SetAsync(context, context.Required(setKey), context.Required(setValue), cancel),
            setKey,
            setValue);

        var enable = tree.Flag("--enable", Messages.OptionEnable);
        var disable = tree.Flag("--disable", Messages.OptionDisable);
        tree.Add(
            group,
            "auto-switch",
            Messages.AboutConfigAutoSwitch,
            (context, cancel) => AutoSwitchAsync(context, context.Flag(enable), context.Flag(disable), cancel),
            enable,
            disable);
        ConfigHistoryCommands.AddTo(tree, group);
    }

    private static async Task<Outcome?> GetAsync(CommandContext context, string key, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetConfig", (client, cancel) => client.GetConfig(key, cancel), answer => answer.Base, cancellationToken);
        var value = context.Client.Part(answer.ConfigValue, "GetConfig", "configValue");
        return new Outcome(
            Messages.GotConfig, answer.Base.Timestamp, new Fields { { "configKey", key }, { "configValue", value } });
    }

    private static async Task<Outcome?> SetAsync(
        CommandContext context, string key, string[] words, CancellationToken cancellationToken)
    {
        var value = ConfigBackup.Unwrap(key, string.Join(' ', words));
        var answer = await context.Client.ChangeAsync(
            "SetConfig", (client, cancel) => client.SetConfig(key, value, cancel), answer => answer.Base, cancellationToken);
        return Changes.Outcome(answer.Base, new Fields
        {
            { "configKey", key },
            { "configValue", answer.__isset.configValue ? answer.ConfigValue : value },
        });
    }

    private static async Task<Outcome?> AutoSwitchAsync(
        CommandContext context, bool enable, bool disable, CancellationToken cancellationToken)
    {
        if (enable && disable)
        {
            throw CliFailure.Usage(Messages.BothGiven.With("--enable", "--disable"));
        }

        if (!enable && !disable)
        {
            var read = await context.Client.ReadAsync(
                "GetAutoSwitchStatus", (client, cancel) => client.GetAutoSwitchStatus(cancel), answer => answer.Base, cancellationToken);
            return new Outcome(
                Messages.GotAutoSwitch,
                read.Base.Timestamp,
                new Fields { { "autoSwitchEnabled", read.Enabled, read.__isset.enabled } });
        }

        var changed = await context.Client.ChangeAsync(
            "SetAutoSwitch", (client, cancel) => client.SetAutoSwitch(enable, cancel), answer => answer.Base, cancellationToken);
        return Changes.Outcome(
            changed.Base,
            new Fields { { "autoSwitchEnabled", changed.__isset.enabled ? changed.Enabled : enable } });
    }
}
