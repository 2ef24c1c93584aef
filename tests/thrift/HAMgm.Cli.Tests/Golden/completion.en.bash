# bash completion for hamgm-cli, made by: hamgm-cli completion bash
# For all users: hamgm-cli completion bash > /etc/bash_completion.d/hamgm-cli

_hamgm_cli_nodes() {
    hamgm-cli cluster nodes --format json --timeout 1s 2>/dev/null | sed -n 's/^ *"nodeId": "\([^"]*\)".*/\1/p'
}

_hamgm_cli() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path='' word words='' place=0 skip='' i
    # bash splits --format=json into three words.
    if [[ $cur == '=' ]]; then
        cur=''
    elif [[ $prev == '=' ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    COMPREPLY=()
    case $prev in
        --after) :; return ;;
        --allow-exec) :; return ;;
        --allow-path) :; return ;;
        --comment) :; return ;;
        --config) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        --days) :; return ;;
        --dir) :; return ;;
        --dns) :; return ;;
        --end) :; return ;;
        --facts) :; return ;;
        --files) COMPREPLY=($(compgen -f -- "$cur")); return ;;
        --filter) COMPREPLY=($(compgen -W 'primary standby all' -- "$cur")); return ;;
        --for) :; return ;;
        --format) COMPREPLY=($(compgen -W 'json table yaml' -- "$cur")); return ;;
        --host) :; return ;;
        --id) :; return ;;
        --interval) :; return ;;
        --ip) :; return ;;
        --kind) COMPREPLY=($(compgen -W 'role alert vip peer config plugin audit' -- "$cur")); return ;;
        --lang) COMPREPLY=($(compgen -W 'en zh' -- "$cur")); return ;;
        --last) :; return ;;
        --limit) :; return ;;
        --lines) :; return ;;
        --name) :; return ;;
        --node) COMPREPLY=($(compgen -W "$(_hamgm_cli_nodes)" -- "$cur")); return ;;
        --output) COMPREPLY=($(compgen -W 'prometheus' -- "$cur")); return ;;
        --package) :; return ;;
        --parameter) :; return ;;
        --port) :; return ;;
        --role) COMPREPLY=($(compgen -W 'primary standby candidate maintenance failed unknown' -- "$cur")); return ;;
        --severity) COMPREPLY=($(compgen -W 'info low medium high critical' -- "$cur")); return ;;
        --since) :; return ;;
        --state) COMPREPLY=($(compgen -W 'running faulted disabled stopped not-supported' -- "$cur")); return ;;
        --stay) :; return ;;
        --target) COMPREPLY=($(compgen -W "$(_hamgm_cli_nodes)" -- "$cur")); return ;;
        --timeout) :; return ;;
        --tls-ca) :; return ;;
        --tls-cert) :; return ;;
        --tls-key) :; return ;;
        --to) :; return ;;
        --type) COMPREPLY=($(compgen -W 'config cert data all' -- "$cur")); return ;;
    esac
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == '=' ]]; then
            skip=1
            continue
        elif [[ -n $skip ]]; then
            skip=''
            continue
        fi
        case $word in
            --after|--allow-exec|--allow-path|--comment|--config|--days|--dir|--dns|--end|--facts|--files|--filter|--for|--format|--host|--id|--interval|--ip|--kind|--lang|--last|--limit|--lines|--name|--node|--output|--package|--parameter|--port|--role|--severity|--since|--state|--stay|--target|--timeout|--tls-ca|--tls-cert|--tls-key|--to|--type) skip=1 ;;
            -*) ;;
            *)
                case "${path:+$path }$word" in
                    'cluster'|'cluster status'|'cluster nodes'|'cluster vip'|'cluster events'|'cluster explain'|'cluster readiness'|'cluster drill'|'cluster freeze'|'cluster unfreeze'|'node'|'node info'|'node health'|'node status'|'node add'|'node remove'|'node maintenance'|'config'|'config get'|'config set'|'config auto-switch'|'config history'|'config diff'|'config rollback'|'sync'|'sync config'|'sync cert'|'sync data'|'sync status'|'sync history'|'sync pause'|'sync resume'|'sync compare'|'upgrade'|'upgrade start'|'upgrade status'|'upgrade complete'|'upgrade rollback'|'upgrade history'|'switch'|'switch force'|'alert'|'alert list'|'alert history'|'alert ack'|'alert test'|'alert silence'|'plugin'|'plugin list'|'plugin info'|'plugin enable'|'plugin disable'|'plugin reload'|'plugin logs'|'plugin test'|'pki'|'pki init'|'pki issue'|'pki list'|'pki show'|'log'|'log level'|'log status'|'log rotate'|'completion'|'man') path=${path:+$path }$word ;;
                    *) place=$((place + 1)) ;;
                esac ;;
        esac
    done
    case $path in
        '')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='cluster node config sync upgrade switch alert plugin pki log completion man'
            fi ;;
        'cluster')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='status nodes vip events explain readiness drill freeze unfreeze'
            fi ;;
        'cluster status')
            if [[ $cur == -* ]]; then
                words='--watch --interval --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'cluster nodes')
            if [[ $cur == -* ]]; then
                words='--filter --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'cluster vip')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'cluster events')
            if [[ $cur == -* ]]; then
                words='--follow --after --since --kind --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'cluster explain')
            if [[ $cur == -* ]]; then
                words='--last --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            elif ((place == 0)); then
                words=$(_hamgm_cli_nodes)
            fi ;;
        'cluster readiness')
            if [[ $cur == -* ]]; then
                words='--output --check --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'cluster drill')
            if [[ $cur == -* ]]; then
                words='--confirm --stay --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'cluster freeze')
            if [[ $cur == -* ]]; then
                words='--force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'cluster unfreeze')
            if [[ $cur == -* ]]; then
                words='--force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'node')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='info health status add remove maintenance'
            fi ;;
        'node info')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            elif ((place == 0)); then
                words=$(_hamgm_cli_nodes)
            fi ;;
        'node health')
            if [[ $cur == -* ]]; then
                words='--check --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            elif ((place == 0)); then
                words=$(_hamgm_cli_nodes)
            fi ;;
        'node status')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            elif ((place == 0)); then
                words=$(_hamgm_cli_nodes)
            fi ;;
        'node add')
            if [[ $cur == -* ]]; then
                words='--id --ip --port --host --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'node remove')
            if [[ $cur == -* ]]; then
                words='--force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            elif ((place == 0)); then
                words=$(_hamgm_cli_nodes)
            fi ;;
        'node maintenance')
            if [[ $cur == -* ]]; then
                words='--force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            elif ((place == 0)); then
                words=$(_hamgm_cli_nodes)
            elif ((place == 1)); then
                words='on off'
            fi ;;
        'config')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='get set auto-switch history diff rollback'
            fi ;;
        'config get')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'config set')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'config auto-switch')
            if [[ $cur == -* ]]; then
                words='--enable --disable --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'config history')
            if [[ $cur == -* ]]; then
                words='--limit --node-local --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'config diff')
            if [[ $cur == -* ]]; then
                words='--peer --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'config rollback')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'sync')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='config cert data status history pause resume compare'
            fi ;;
        'sync config')
            if [[ $cur == -* ]]; then
                words='--target --force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'sync cert')
            if [[ $cur == -* ]]; then
                words='--target --force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'sync data')
            if [[ $cur == -* ]]; then
                words='--target --type --files --force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'sync status')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'sync history')
            if [[ $cur == -* ]]; then
                words='--last --files --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'sync pause')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'sync resume')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'sync compare')
            if [[ $cur == -* ]]; then
                words='--check --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'upgrade')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='start status complete rollback history'
            fi ;;
        'upgrade start')
            if [[ $cur == -* ]]; then
                words='--to --package --wait --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'upgrade status')
            if [[ $cur == -* ]]; then
                words='--wait --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'upgrade complete')
            if [[ $cur == -* ]]; then
                words='--force --wait --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'upgrade rollback')
            if [[ $cur == -* ]]; then
                words='--force --wait --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'upgrade history')
            if [[ $cur == -* ]]; then
                words='--last --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'switch')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='force'
            fi ;;
        'switch force')
            if [[ $cur == -* ]]; then
                words='--confirm --force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'alert')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='list history ack test silence'
            fi ;;
        'alert list')
            if [[ $cur == -* ]]; then
                words='--all --detail --severity --type --node --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'alert history')
            if [[ $cur == -* ]]; then
                words='--node --since --limit --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'alert ack')
            if [[ $cur == -* ]]; then
                words='--comment --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'alert test')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'alert silence')
            if [[ $cur == -* ]]; then
                words='--for --type --node --severity --comment --end --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'plugin')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='list info enable disable reload logs test'
            fi ;;
        'plugin list')
            if [[ $cur == -* ]]; then
                words='--node --state --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'plugin info')
            if [[ $cur == -* ]]; then
                words='--node --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'plugin enable')
            if [[ $cur == -* ]]; then
                words='--node --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'plugin disable')
            if [[ $cur == -* ]]; then
                words='--node --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'plugin reload')
            if [[ $cur == -* ]]; then
                words='--node --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'plugin logs')
            if [[ $cur == -* ]]; then
                words='--node --lines --follow --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'plugin test')
            if [[ $cur == -* ]]; then
                words='--facts --role --parameter --allow-exec --allow-path --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'pki')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='init issue list show'
            fi ;;
        'pki init')
            if [[ $cur == -* ]]; then
                words='--dir --name --days --force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'pki issue')
            if [[ $cur == -* ]]; then
                words='--ip --dns --days --dir --force --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'pki list')
            if [[ $cur == -* ]]; then
                words='--dir --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'pki show')
            if [[ $cur == -* ]]; then
                words='--dir --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'log')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            else
                words='level status rotate'
            fi ;;
        'log level')
            if [[ $cur == -* ]]; then
                words='--node --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            elif ((place == 1)); then
                words='debug info warn error fatal configured'
            fi ;;
        'log status')
            if [[ $cur == -* ]]; then
                words='--node --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'log rotate')
            if [[ $cur == -* ]]; then
                words='--node --host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
        'completion')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            elif ((place == 0)); then
                words='bash zsh fish'
            fi ;;
        'man')
            if [[ $cur == -* ]]; then
                words='--host --port --timeout --format --verbose --config --lang --tls-ca --tls-cert --tls-key --help --version'
            fi ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}

complete -F _hamgm_cli hamgm-cli
