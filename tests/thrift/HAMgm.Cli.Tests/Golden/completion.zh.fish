# fish completion for hamgm-cli, made by: hamgm-cli completion fish
# For all users: hamgm-cli completion fish > /etc/fish/completions/hamgm-cli.fish

function __hamgm_cli_nodes
    hamgm-cli cluster nodes --format json --timeout 1s 2>/dev/null | string replace -rf '^ *"nodeId": "([^"]*)".*' '$1'
end

# Whether the words that are no options begin with the given ones, and how many follow.
function __hamgm_cli_at --argument-names place
    set -l wanted $argv[2..-1]
    set -l skip 0
    set -l given
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word $__hamgm_cli_valued
            set skip 1
        else if not string match -q -- '-*' $word
            set -a given $word
        end
    end
    test (count $given) -ge (count $wanted); or return 1
    if test (count $wanted) -gt 0
        test "$given[1..(count $wanted)]" = "$wanted"; or return 1
    end
    test $place = any; or test (math (count $given) - (count $wanted)) = $place
end

set -g __hamgm_cli_valued --after --allow-exec --allow-path --comment --config --days --dir --dns --end --facts --files --filter --for --format --host --id --interval --ip --kind --lang --last --limit --lines --name --node --output --package --parameter --port --role --severity --since --state --stay --target --timeout --tls-ca --tls-cert --tls-key --to --type

complete -c hamgm-cli -f
complete -c hamgm-cli -l host -x -d 'Thrift服务主机地址；缺省先用本地套接字，再用 localhost'
complete -c hamgm-cli -l port -x -d 'Thrift服务端口（默认 9090）'
complete -c hamgm-cli -l timeout -x -d '请求超时时间，如 100ms、5s、2m（默认 30s）'
complete -c hamgm-cli -l format -x -a 'json table yaml' -d '输出格式：json、table 或 yaml（默认 json）'
complete -c hamgm-cli -l verbose -d '在标准错误上输出连接细节'
complete -c hamgm-cli -l config -r -F -d '配置文件路径，可含 host、port、timeout、format、lang（默认 ~/.hamgm/config.yaml）'
complete -c hamgm-cli -l lang -x -a 'en zh' -d '语言：en 或 zh（默认取自 LANG）'
complete -c hamgm-cli -l tls-ca -x -d '集群颁发机构证书（默认取文件的 \'tls:\'，再取 /etc/hamgm/pki/ca.crt）'
complete -c hamgm-cli -l tls-cert -x -d '客户端证书（默认同上：admin.crt）'
complete -c hamgm-cli -l tls-key -x -d '客户端私钥（默认同上：admin.key）'
complete -c hamgm-cli -l help -d '显示帮助信息'
complete -c hamgm-cli -l version -d '显示版本信息'

# hamgm-cli 
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a cluster -d '集群管理'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a node -d '节点管理'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a config -d '配置管理'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a sync -d '数据同步'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a upgrade -d '升级双机'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a switch -d '主备切换'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a alert -d '告警：查看、确认、测试、静默'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a plugin -d '节点上运行的插件：程序集与脚本'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a pki -d '证书管理：集群自有的颁发机构及其签发的证书'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a log -d '节点日志'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a completion -d '输出命令补全脚本'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a man -d '输出手册页（man -l -）'

# hamgm-cli cluster
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a status -d '获取集群整体状态'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a nodes -d '获取所有节点信息'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a vip -d '获取VIP状态信息'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a events -d '查看集群事件'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a explain -d '说明节点为何处于当前状态：最近的决策及其规则'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a readiness -d '若主节点此刻故障：预计中断时间、未同步项、阻碍接管的原因'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a drill -d '演练：把VIP切换到另一节点再切回，并报告用时'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a freeze -d '冻结集群：两个节点均不再变更角色'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a unfreeze -d '解除冻结'

# hamgm-cli cluster status
complete -c hamgm-cli -n '__hamgm_cli_at any cluster status' -l watch -d '持续刷新直至 Ctrl-C：终端上原地刷新，否则每行一个文档'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster status' -l interval -x -d '与 --watch 同用：刷新间隔（默认 2s）'

# hamgm-cli cluster nodes
complete -c hamgm-cli -n '__hamgm_cli_at any cluster nodes' -l filter -x -a 'primary standby all' -d '节点状态过滤：primary、standby 或 all（默认 all）'

# hamgm-cli cluster vip

# hamgm-cli cluster events
complete -c hamgm-cli -n '__hamgm_cli_at any cluster events' -l follow -d '持续输出直至 Ctrl-C，每行一个事件'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster events' -l after -x -d '只显示此编号之后的事件；-1：只显示新事件（默认 0：全部保留的事件）'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster events' -l since -x -d '只显示此后的事件：10m（之前），或 2024-01-15T10:30:00Z'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster events' -l kind -x -a 'role alert vip peer config plugin audit' -d '只显示这些类别，以逗号分隔：role、alert、vip、peer、config、plugin、audit'

# hamgm-cli cluster explain
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster explain' -a '(__hamgm_cli_nodes)'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster explain' -l last -x -d '决策条数（默认 10，最多 100）'

# hamgm-cli cluster readiness
complete -c hamgm-cli -n '__hamgm_cli_at any cluster readiness' -l output -x -a 'prometheus' -d 'prometheus：输出监控指标，代替 --format'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster readiness' -l check -d '结果为否时以 6 退出'

# hamgm-cli cluster drill
complete -c hamgm-cli -n '__hamgm_cli_at any cluster drill' -l confirm -d '必填：确认执行演练'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster drill' -l stay -x -d 'VIP在另一节点至少停留多久（默认 2s）'

# hamgm-cli cluster freeze
complete -c hamgm-cli -n '__hamgm_cli_at any cluster freeze' -l force -d '对端无法征询时也执行；对端恢复后跟随'

# hamgm-cli cluster unfreeze
complete -c hamgm-cli -n '__hamgm_cli_at any cluster unfreeze' -l force -d '对端无法征询时也执行；对端恢复后跟随'

# hamgm-cli node
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a info -d '获取指定节点信息'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a health -d '检查节点健康状态'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a status -d '查看节点内部状态：任期、租约、见证、闸门、链路'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a add -d '添加节点到集群'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a remove -d '从集群中移除节点'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a maintenance -d '维护状态：on 使节点退出服务，off 恢复'

# hamgm-cli node info
complete -c hamgm-cli -n '__hamgm_cli_at 0 node info' -a '(__hamgm_cli_nodes)'

# hamgm-cli node health
complete -c hamgm-cli -n '__hamgm_cli_at 0 node health' -a '(__hamgm_cli_nodes)'
complete -c hamgm-cli -n '__hamgm_cli_at any node health' -l check -d '结果为否时以 6 退出'

# hamgm-cli node status
complete -c hamgm-cli -n '__hamgm_cli_at 0 node status' -a '(__hamgm_cli_nodes)'

# hamgm-cli node add
complete -c hamgm-cli -n '__hamgm_cli_at any node add' -l id -x -d '节点ID（必填）'
complete -c hamgm-cli -n '__hamgm_cli_at any node add' -l ip -x -d '节点IP地址（必填）'
complete -c hamgm-cli -n '__hamgm_cli_at any node add' -l port -x -d '节点端口（默认 9090）'

# hamgm-cli node remove
complete -c hamgm-cli -n '__hamgm_cli_at 0 node remove' -a '(__hamgm_cli_nodes)'
complete -c hamgm-cli -n '__hamgm_cli_at any node remove' -l force -d '强制移除：节点不可达时也移除'

# hamgm-cli node maintenance
complete -c hamgm-cli -n '__hamgm_cli_at 0 node maintenance' -a '(__hamgm_cli_nodes)'
complete -c hamgm-cli -n '__hamgm_cli_at 1 node maintenance' -a 'on off'
complete -c hamgm-cli -n '__hamgm_cli_at any node maintenance' -l force -d '即使主节点没有可接管的对端：届时无节点持有VIP'

# hamgm-cli config
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a get -d '获取配置项值'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a set -d '设置配置项值'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a auto-switch -d '查看或设置自动切换状态'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a history -d '查看配置变更历史'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a diff -d '比较共享配置的两个版本，或两个节点的配置'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a rollback -d '将共享配置恢复到某个版本'

# hamgm-cli config get

# hamgm-cli config set

# hamgm-cli config auto-switch
complete -c hamgm-cli -n '__hamgm_cli_at any config auto-switch' -l enable -d '启用自动切换'
complete -c hamgm-cli -n '__hamgm_cli_at any config auto-switch' -l disable -d '禁用自动切换'

# hamgm-cli config history
complete -c hamgm-cli -n '__hamgm_cli_at any config history' -l limit -x -d '最多显示的版本数，1 到 1000（默认 20）'
complete -c hamgm-cli -n '__hamgm_cli_at any config history' -l node-local -d '本节点自身的配置，而非共享配置'

# hamgm-cli config diff
complete -c hamgm-cli -n '__hamgm_cli_at any config diff' -l peer -d '比较本节点与对端节点'

# hamgm-cli config rollback

# hamgm-cli sync
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a config -d '同步配置文件'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a cert -d '同步证书文件'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a data -d '同步数据文件'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a status -d '查看两个节点的 rsync 状态与各同步集'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a history -d '查看最近的同步记录：文件、耗时、失败原因'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a pause -d '暂停两个节点的同步'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a resume -d '恢复同步'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a compare -d '比对两个节点的校验和，不传输文件'

# hamgm-cli sync config
complete -c hamgm-cli -n '__hamgm_cli_at any sync config' -l target -x -a '(__hamgm_cli_nodes)' -d '目标节点ID（默认为另一节点）'
complete -c hamgm-cli -n '__hamgm_cli_at any sync config' -l force -d '强制同步：双方均改的文件也覆盖，并在目标节点保留副本'

# hamgm-cli sync cert
complete -c hamgm-cli -n '__hamgm_cli_at any sync cert' -l target -x -a '(__hamgm_cli_nodes)' -d '目标节点ID（默认为另一节点）'
complete -c hamgm-cli -n '__hamgm_cli_at any sync cert' -l force -d '强制同步：双方均改的文件也覆盖，并在目标节点保留副本'

# hamgm-cli sync data
complete -c hamgm-cli -n '__hamgm_cli_at any sync data' -l target -x -a '(__hamgm_cli_nodes)' -d '目标节点ID（默认为另一节点）'
complete -c hamgm-cli -n '__hamgm_cli_at any sync data' -l type -x -a 'config cert data all' -d '数据类型：config、cert、data 或 all（默认 data）'
complete -c hamgm-cli -n '__hamgm_cli_at any sync data' -l files -r -F -d '指定文件列表；以逗号或空格分隔，或重复该选项'
complete -c hamgm-cli -n '__hamgm_cli_at any sync data' -l force -d '强制同步：双方均改的文件也覆盖，并在目标节点保留副本'

# hamgm-cli sync status

# hamgm-cli sync history
complete -c hamgm-cli -n '__hamgm_cli_at any sync history' -l last -x -d '显示的记录数，1 到 1000（默认 10）'
complete -c hamgm-cli -n '__hamgm_cli_at any sync history' -l files -d '同时列出每次同步的文件'

# hamgm-cli sync pause

# hamgm-cli sync resume

# hamgm-cli sync compare
complete -c hamgm-cli -n '__hamgm_cli_at any sync compare' -l check -d '若有不一致则退出码为 1'

# hamgm-cli upgrade
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a start -d '开始升级：暂停 rsync，锁定并备份配置，然后安装或等待'
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a status -d '查看最近一次升级及应执行的操作'
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a complete -d '两个节点均已升级，或从中断处继续'
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a rollback -d '在两个节点上恢复升级前的配置'
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a history -d '查看历次升级及其步骤'

# hamgm-cli upgrade start
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade start' -l to -x -d '两个节点要升级到的版本'
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade start' -l package -x -d '升级包，两个节点上同一完整路径：由 upgrade.hook 安装，先备节点。不指定时由您自行升级两个节点，然后执行 complete'
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade start' -l wait -d '等待直到结束或需要处理；中途停止时退出码为 6'

# hamgm-cli upgrade status
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade status' -l wait -d '等待直到结束或需要处理；中途停止时退出码为 6'

# hamgm-cli upgrade complete
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade complete' -l force -d '协调节点不可达时也继续；冲突文件以主节点为准，另一方保留副本'
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade complete' -l wait -d '等待直到结束或需要处理；中途停止时退出码为 6'

# hamgm-cli upgrade rollback
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade rollback' -l force -d '协调节点不可达时也执行；对端不可达时仅恢复本节点'
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade rollback' -l wait -d '等待直到结束或需要处理；中途停止时退出码为 6'

# hamgm-cli upgrade history
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade history' -l last -x -d '显示的升级次数，1 到 1000（默认 10）'

# hamgm-cli switch
complete -c hamgm-cli -n '__hamgm_cli_at 0 switch' -a force -d '强制主备切换'

# hamgm-cli switch force
complete -c hamgm-cli -n '__hamgm_cli_at any switch force' -l confirm -d '必填：确认执行切换'
complete -c hamgm-cli -n '__hamgm_cli_at any switch force' -l force -d '另一节点不健康或维护中也切换；绝不会造成双主'

# hamgm-cli alert
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a list -d '列出两个节点的告警和静默规则'
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a history -d '显示告警历史，含已过期的告警'
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a ack -d '确认告警，停止升级通知'
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a test -d '从所询节点发送测试告警并等待服务器应答'
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a silence -d '在一段时间内不发送告警，或提前结束静默'

# hamgm-cli alert list
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l all -d '包括已恢复的告警'
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l detail -d '显示全部字段'
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l severity -x -a 'info low medium high critical' -d '只显示该级别及以上：info、low、medium、high、critical'
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l type -x -d '只显示该类型'
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l node -x -a '(__hamgm_cli_nodes)' -d '只针对该节点产生的告警'

# hamgm-cli alert history
complete -c hamgm-cli -n '__hamgm_cli_at any alert history' -l node -x -a '(__hamgm_cli_nodes)' -d '只针对该节点产生的告警'
complete -c hamgm-cli -n '__hamgm_cli_at any alert history' -l since -x -d '只显示此后的告警：10m（之前），或 2024-01-15T10:30:00Z'
complete -c hamgm-cli -n '__hamgm_cli_at any alert history' -l limit -x -d '最多显示条数，1 至 1000（默认 100）'

# hamgm-cli alert ack
complete -c hamgm-cli -n '__hamgm_cli_at any alert ack' -l comment -x -d '备注'

# hamgm-cli alert test

# hamgm-cli alert silence
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l for -x -d '时长：30m、2h、7d，最长 30d'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l type -x -d '只针对该类型；末尾的 * 匹配任意后缀'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l node -x -a '(__hamgm_cli_nodes)' -d '只针对该节点产生的告警'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l severity -x -a 'info low medium high critical' -d '高于该级别的仍会发送：info、low、medium、high、critical（默认 critical）'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l comment -x -d '备注'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l end -x -d '结束指定的静默'

# hamgm-cli plugin
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a list -d '列出插件及其状态'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a info -d '查看插件：版本、状态及原因、内存、重启次数、未卸载的上下文'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a enable -d '启用插件：立即启动并写入 plugins.json'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a disable -d '禁用插件：立即停止并写入 plugins.json'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a reload -d '重新加载插件目录中的当前文件；也用于重启失败的插件'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a logs -d '查看插件自身及与其有关的最近日志'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a test -d '在集群之外，以记录的事实试运行脚本或程序集插件'

# hamgm-cli plugin list
complete -c hamgm-cli -n '__hamgm_cli_at any plugin list' -l node -x -a '(__hamgm_cli_nodes)' -d '节点ID（默认为应答节点）'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin list' -l state -x -a 'running faulted disabled stopped not-supported' -d '只显示处于该状态的插件：running、faulted、disabled、stopped、not-supported'

# hamgm-cli plugin info
complete -c hamgm-cli -n '__hamgm_cli_at any plugin info' -l node -x -a '(__hamgm_cli_nodes)' -d '节点ID（默认为应答节点）'

# hamgm-cli plugin enable
complete -c hamgm-cli -n '__hamgm_cli_at any plugin enable' -l node -x -a '(__hamgm_cli_nodes)' -d '节点ID（默认为应答节点）'

# hamgm-cli plugin disable
complete -c hamgm-cli -n '__hamgm_cli_at any plugin disable' -l node -x -a '(__hamgm_cli_nodes)' -d '节点ID（默认为应答节点）'

# hamgm-cli plugin reload
complete -c hamgm-cli -n '__hamgm_cli_at any plugin reload' -l node -x -a '(__hamgm_cli_nodes)' -d '节点ID（默认为应答节点）'

# hamgm-cli plugin logs
complete -c hamgm-cli -n '__hamgm_cli_at any plugin logs' -l node -x -a '(__hamgm_cli_nodes)' -d '节点ID（默认为应答节点）'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin logs' -l lines -x -d '日志行数（默认 50，最多 1000）'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin logs' -l follow -d '持续显示新日志，直至 Ctrl-C'

# hamgm-cli plugin test
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l facts -x -d '事实的JSON文件（role、term、holdsVip、peerState、parameters 等）'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l role -x -a 'primary standby candidate maintenance failed unknown' -d '运行时的节点状态（默认 primary）'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l parameter -x -d '参数，形如 name=value，覆盖声明的值；可重复'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l allow-exec -x -d '允许 exec 运行的程序（同 scripts.exec）；可重复'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l allow-path -x -d '允许 file.read 读取的文件或目录（同 scripts.allowed_paths）；可重复'

# hamgm-cli pki
complete -c hamgm-cli -n '__hamgm_cli_at 0 pki' -a init -d '创建证书颁发机构'
complete -c hamgm-cli -n '__hamgm_cli_at 0 pki' -a issue -d '签发节点、管理员或只读证书'
complete -c hamgm-cli -n '__hamgm_cli_at 0 pki' -a list -d '列出目录中的证书'
complete -c hamgm-cli -n '__hamgm_cli_at 0 pki' -a show -d '查看证书'

# hamgm-cli pki init
complete -c hamgm-cli -n '__hamgm_cli_at any pki init' -l dir -x -d '证书目录（默认 /etc/hamgm/pki）'
complete -c hamgm-cli -n '__hamgm_cli_at any pki init' -l name -x -d '颁发机构名称（默认 HAMgm CA）'
complete -c hamgm-cli -n '__hamgm_cli_at any pki init' -l days -x -d '有效天数（默认：颁发机构3650，节点825，管理员与只读365）'
complete -c hamgm-cli -n '__hamgm_cli_at any pki init' -l force -d '替换已有文件'

# hamgm-cli pki issue
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l ip -x -d '节点IP；多个以逗号分隔，或重复该选项'
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l dns -x -d '节点主机名；多个同上'
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l days -x -d '有效天数（默认：颁发机构3650，节点825，管理员与只读365）'
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l dir -x -d '证书目录（默认 /etc/hamgm/pki）'
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l force -d '替换已有文件'

# hamgm-cli pki list
complete -c hamgm-cli -n '__hamgm_cli_at any pki list' -l dir -x -d '证书目录（默认 /etc/hamgm/pki）'

# hamgm-cli pki show
complete -c hamgm-cli -n '__hamgm_cli_at any pki show' -l dir -x -d '证书目录（默认 /etc/hamgm/pki）'

# hamgm-cli log
complete -c hamgm-cli -n '__hamgm_cli_at 0 log' -a level -d '查看日志级别，或临时设置某模块的级别（到下次启动为止）'
complete -c hamgm-cli -n '__hamgm_cli_at 0 log' -a status -d '查看日志去向及是否正常'
complete -c hamgm-cli -n '__hamgm_cli_at 0 log' -a rotate -d '开始新的日志文件'

# hamgm-cli log level
complete -c hamgm-cli -n '__hamgm_cli_at 1 log level' -a 'debug info warn error fatal configured'
complete -c hamgm-cli -n '__hamgm_cli_at any log level' -l node -x -a '(__hamgm_cli_nodes)' -d '目标节点；默认为应答的节点'

# hamgm-cli log status
complete -c hamgm-cli -n '__hamgm_cli_at any log status' -l node -x -a '(__hamgm_cli_nodes)' -d '目标节点；默认为应答的节点'

# hamgm-cli log rotate
complete -c hamgm-cli -n '__hamgm_cli_at any log rotate' -l node -x -a '(__hamgm_cli_nodes)' -d '目标节点；默认为应答的节点'

# hamgm-cli completion
complete -c hamgm-cli -n '__hamgm_cli_at 0 completion' -a 'bash zsh fish'

# hamgm-cli man
