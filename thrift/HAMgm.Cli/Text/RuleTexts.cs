namespace HAMgm.Cli.Text;

/// <summary>
/// The rules of the decision table (docs/decision-table.md) in plain words. A test compares the ids with that page, so
/// that a new rule gets its words.
/// </summary>
internal static class RuleTexts
{
    /// <summary>What a rule means to an operator; null: a newer node has a rule that this program does not know.</summary>
    public static Phrase? Of(string ruleId) => ruleId switch
    {
        "START" => new("it has just started, and waits as if it had promised its peer to keep still", "刚刚启动，先按已向对端作出承诺的方式等待"),
        "REL-DONE" => new("it has taken the VIP off its interface", "已从网卡上释放VIP"),
        "HOLD-CONFLICT" => new("the other node is PRIMARY of a newer term, so it gave the VIP up", "对端是更新任期的主节点，因此让出VIP"),
        "HOLD-DEAF-PRIMARY" => new("the other node claims to be PRIMARY and does not hear this one, so it gave way", "对端自称主节点且听不到本节点，因此让位"),
        "HOLD-WIRE-CONFLICT" => new("the other node answers for the VIP on the wire, so it gave way", "对端在网络上应答VIP，因此让位"),
        "HOLD-STRANGER" => new("another machine answers for the VIP on the wire; the alert names its MAC", "网络上有其他机器应答VIP，告警中有其MAC"),
        "HOLD-STALLED" => new("it stood still for so long that its lease ran out, so it released without asking anybody", "进程停顿致租约过期，因此直接释放"),
        "HOLD-BLIND-PEER" => new("the other node does not hear it, and can serve, so it released", "对端听不到本节点且可提供服务，因此释放"),
        "HOLD-ISOLATED" => new("neither its peer nor the witness confirmed it, so it released", "对端与见证均未确认，因此释放"),
        "HOLD-BIND-FAILED" => new("the VIP was gone from its interface and could not be put back, so it gave the VIP up", "网卡上的VIP消失且无法恢复，因此让出VIP"),
        "HOLD-HANDOVER" => new("a hand-over was asked for, and the other node was ready", "应要求切换，且对端已就绪"),
        "HOLD-LEAVE" => new("it was stopped, and nobody was there to take the VIP", "本节点停止，且无节点可接管"),
        "HOLD-MAINT-FORCED" => new("an operator put it into maintenance by force, and nobody is there to take the VIP", "运维人员强制将其置于维护状态，且无节点可接管"),
        "MAINT-ON" => new("an operator put it into maintenance", "运维人员将其置于维护状态"),
        "MAINT-OFF" => new("an operator ended its maintenance", "运维人员结束了其维护状态"),
        "HEALTH-LOST" => new("its health checks fail", "健康检查未通过"),
        "HEALTH-BACK" => new("its health checks pass again", "健康检查恢复"),
        "MOVE-MAINT" => new("an operator wants it in maintenance, so it asked its peer to take the VIP", "运维人员要求维护，正请对端接管VIP"),
        "MOVE-UNHEALTHY" => new("its health checks fail and its peer is well, so it asked its peer to take the VIP", "健康检查未通过而对端健康，正请对端接管VIP"),
        "MOVE-FAILBACK" => new("the node of higher priority is back and stayed well, so it was asked to take the VIP", "优先级更高的节点已恢复并保持健康，正请其接管VIP"),
        "TERM-RAISED" => new("its peer's bid came to nothing, so it raised its term above that", "对端的竞选未成，已将任期提升到其之上"),
        "FENCE" => new("it may take over from a silent peer, and fences that off first", "可从静默的对端接管，先对其隔离"),
        "FENCE-UNFIT" => new("what the fence was for is over", "隔离的理由已不存在"),
        "FENCE-STOOD" => new("its peer is fenced off", "对端已被隔离"),
        "FENCE-FAILED" => new("its peer could not be fenced off", "未能隔离对端"),
        "HOOKS" => new("it may take over by itself, and runs its before-promote hooks first", "可自行接管，先运行提升前钩子"),
        "HOOKS-ASKED" => new("the PRIMARY asked it to take the VIP, and it runs its before-promote hooks first", "主节点请其接管VIP，先运行提升前钩子"),
        "HOOKS-DEMOTE" => new("it is about to hand over, and runs its before-demote hooks first", "即将切换，先运行降级前钩子"),
        "HOOKS-UNFIT" => new("what its hooks ran for is over", "钩子所为之事已不存在"),
        "HOOKS-STOOD" => new("its before-promote hooks have succeeded", "提升前钩子已成功"),
        "HOOKS-FAILED" => new("a before-promote hook failed, so it does not take over", "提升前钩子失败，因此不接管"),
        "BIND-DONE" => new("it has the VIP on its interface", "VIP已绑定到网卡"),
        "BIND-FAILED" => new("it wanted to take over, but could not bind the VIP", "欲接管时无法绑定VIP"),
        "BIND-ANSWERED" => new("it was binding the VIP when the other node still answered for it, so it undid that", "绑定时对端仍在应答VIP，因此撤销"),
        "BID-OFF" => new("it wanted to take over, but granted its peer instead, or stood still", "欲接管时已改为同意对端，或进程停顿"),
        "BID-ANSWERED" => new("it wanted to take over, but somebody still answers for the VIP", "欲接管时仍有机器应答VIP"),
        "BID-UNFIT" => new("it wanted to take over, but cannot be PRIMARY any more: health, disk or an operator", "欲接管时已不具备条件：健康、磁盘或运维操作"),
        "CONSENT-GIVEN" => new("its peer consented to its becoming PRIMARY", "对端同意其成为主节点"),
        "CLAIM-HEARD" => new("it was about to take over when its peer was heard again", "即将接管时又听到对端"),
        "CLAIM-FAILED" => new("it claimed the VIP at the gateway, and somebody defended it or the gateway kept silent", "向网关声明VIP失败：有机器保卫该地址，或网关无应答"),
        "CLAIM-STOOD" => new("the PRIMARY was silent and the gateway accepted its claim, so it took over", "主节点静默且网关接受其声明，因此接管"),
        "CONSENT-TIMEOUT" => new("it asked its peer for consent and got no answer in time", "征求对端同意，未及时得到答复"),
        "TAKE-HANDOVER" => new("the PRIMARY handed the VIP over to it", "主节点将VIP移交给它"),
        "TAKE-RELEASED" => new("the PRIMARY said that it has released, so it took over", "主节点宣告已释放，因此接管"),
        "ASK-CONSENT" => new("nobody was PRIMARY, both hear each other, and it goes first", "没有主节点，双方互通，由它先行竞选"),
        "TAKE-SILENT" => new("the PRIMARY and the wire were silent for too long; it asked the gateway whose the VIP is", "主节点与网络静默过久，正向网关查询VIP归属"),
        "TAKE-UNWITNESSED" => new("the PRIMARY and the wire were silent for too long, and no witness is configured, so it took over", "主节点与网络静默过久，且未配置见证，因此接管"),
        "TAKE-SINGLE" => new("it is the only node, and nobody answers for the VIP, so it took it", "它是唯一节点，且无机器应答VIP，因此接管"),
        "HOLD-PARK" => new("its restart in place was announced and its peer holds off, so it leaves the VIP bound for the next process", "已通告原地重启且对端等待，因此将VIP留给下一个进程"),
        "PARK-LOST" => new("it was to be restarted in place, and has not ended in time", "原地重启未能及时结束"),
        "PARK-REFUSED" => new("it could not leave the VIP to the next process, so it goes on itself", "无法将VIP留给下一个进程，因此自己继续持有"),
        "ADOPT" => new("the process before it left the VIP bound, and the lease lasts", "前一进程留下了已绑定的VIP，租约仍有效"),
        "ADOPT-DONE" => new("it has taken up the VIP that the process before it left", "已接续前一进程留下的VIP"),
        "ADOPT-FAILED" => new("what the process before it left could not be taken up any more", "前一进程留下的VIP已无法接续"),
        _ => null,
    };
}
