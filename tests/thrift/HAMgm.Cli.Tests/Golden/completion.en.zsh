#compdef hamgm-cli
# zsh completion for hamgm-cli, made by: hamgm-cli completion zsh
# For all users: hamgm-cli completion zsh > /usr/local/share/zsh/site-functions/_hamgm-cli

_hamgm_cli_nodes() {
  local -a nodes
  nodes=(${(f)"$(hamgm-cli cluster nodes --format json --timeout 1s 2>/dev/null | sed -n 's/^ *"nodeId": "\([^"]*\)".*/\1/p')"})
  compadd -a nodes
}

_hamgm_cli() {
  local path_='' word skip='' key
  local -i i place=0
  local -a subs opts
  key=$words[CURRENT-1]
  if compset -P '--*='; then key=${IPREFIX%=}; fi
  case $key in
    --after) _message 'value'; return ;;
    --allow-exec) _message 'value'; return ;;
    --allow-path) _message 'value'; return ;;
    --comment) _message 'value'; return ;;
    --config) _files; return ;;
    --days) _message 'value'; return ;;
    --dir) _message 'value'; return ;;
    --dns) _message 'value'; return ;;
    --end) _message 'value'; return ;;
    --facts) _message 'value'; return ;;
    --files) _files; return ;;
    --filter) compadd primary standby all; return ;;
    --for) _message 'value'; return ;;
    --format) compadd json table yaml; return ;;
    --host) _message 'value'; return ;;
    --id) _message 'value'; return ;;
    --interval) _message 'value'; return ;;
    --ip) _message 'value'; return ;;
    --kind) compadd role alert vip peer config plugin audit; return ;;
    --lang) compadd en zh; return ;;
    --last) _message 'value'; return ;;
    --limit) _message 'value'; return ;;
    --lines) _message 'value'; return ;;
    --name) _message 'value'; return ;;
    --node) _hamgm_cli_nodes; return ;;
    --output) compadd prometheus; return ;;
    --package) _message 'value'; return ;;
    --parameter) _message 'value'; return ;;
    --port) _message 'value'; return ;;
    --role) compadd primary standby candidate maintenance failed unknown; return ;;
    --severity) compadd info low medium high critical; return ;;
    --since) _message 'value'; return ;;
    --state) compadd running faulted disabled stopped not-supported; return ;;
    --stay) _message 'value'; return ;;
    --target) _hamgm_cli_nodes; return ;;
    --timeout) _message 'value'; return ;;
    --tls-ca) _message 'value'; return ;;
    --tls-cert) _message 'value'; return ;;
    --tls-key) _message 'value'; return ;;
    --to) _message 'value'; return ;;
    --type) compadd config cert data all; return ;;
  esac
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $skip ]]; then skip=''; continue; fi
    case $word in
      --after|--allow-exec|--allow-path|--comment|--config|--days|--dir|--dns|--end|--facts|--files|--filter|--for|--format|--host|--id|--interval|--ip|--kind|--lang|--last|--limit|--lines|--name|--node|--output|--package|--parameter|--port|--role|--severity|--since|--state|--stay|--target|--timeout|--tls-ca|--tls-cert|--tls-key|--to|--type) skip=1 ;;
      -*) ;;
      *)
        case "${path_:+$path_ }$word" in
          'cluster'|'cluster status'|'cluster nodes'|'cluster vip'|'cluster events'|'cluster explain'|'cluster readiness'|'cluster drill'|'cluster freeze'|'cluster unfreeze'|'node'|'node info'|'node health'|'node status'|'node add'|'node remove'|'node maintenance'|'config'|'config get'|'config set'|'config auto-switch'|'config history'|'config diff'|'config rollback'|'sync'|'sync config'|'sync cert'|'sync data'|'sync status'|'sync history'|'sync pause'|'sync resume'|'sync compare'|'upgrade'|'upgrade start'|'upgrade status'|'upgrade complete'|'upgrade rollback'|'upgrade history'|'switch'|'switch force'|'alert'|'alert list'|'alert history'|'alert ack'|'alert test'|'alert silence'|'plugin'|'plugin list'|'plugin info'|'plugin enable'|'plugin disable'|'plugin reload'|'plugin logs'|'plugin test'|'pki'|'pki init'|'pki issue'|'pki list'|'pki show'|'log'|'log level'|'log status'|'log rotate'|'completion'|'man') path_="${path_:+$path_ }$word" ;;
          *) place+=1 ;;
        esac ;;
    esac
  done
  case $path_ in
    '')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'cluster:The cluster as a whole'
        'node:Single nodes'
        'config:Settings'
        'sync:Copies files to the other node'
        'upgrade:Upgrades the pair'
        'switch:Switch-over'
        'alert:Alerts: list, acknowledge, test, silence'
        'plugin:What runs on a node: assemblies and scripts'
        'pki:Certificates: an authority of the cluster'\''s own, and what it signs'
        'log:The log of a node'
        'completion:Prints a completion script for a shell'
        'man:Prints the manual page (man -l -)'
      )
      ;;
    'cluster')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'status:Shows the state of the cluster'
        'nodes:Lists the nodes'
        'vip:Shows where the VIP is'
        'events:Shows what has happened'
        'explain:Says why a node is in its state: its last decisions, in plain words'
        'readiness:If the PRIMARY died now: expected outage, what is not in step, what would block'
        'drill:Moves the VIP to the other node and back, and reports how long it took'
        'freeze:Stops role decisions on both nodes'
        'unfreeze:Lets role decisions go on'
      )
      ;;
    'cluster status')
      opts=(
        '--watch:Goes on until Ctrl-C: in place on a terminal, else one document a line'
        '--interval:With --watch: how often (default 2s)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'cluster nodes')
      opts=(
        '--filter:primary, standby or all (default all)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'cluster vip')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'cluster events')
      opts=(
        '--follow:Goes on until Ctrl-C, one event a line'
        '--after:Only events after this number; -1: only new ones (default 0: all that are kept)'
        '--since:Only events since then: 10m ago, or 2024-01-15T10:30:00Z'
        '--kind:Only these kinds, with commas: role, alert, vip, peer, config, plugin, audit'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'cluster explain')
      opts=(
        '--last:How many decisions (default 10, at most 100)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ((place == 0)) && _hamgm_cli_nodes
      ;;
    'cluster readiness')
      opts=(
        '--output:prometheus: figures for monitoring, instead of --format'
        '--check:Ends with 6 when the answer is no'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'cluster drill')
      opts=(
        '--confirm:Required: you mean it'
        '--stay:How long the VIP stays there at least (default 2s)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'cluster freeze')
      opts=(
        '--force:Also when the other node cannot be asked; it follows when it is heard'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'cluster unfreeze')
      opts=(
        '--force:Also when the other node cannot be asked; it follows when it is heard'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'node')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'info:Shows a node'
        'health:Checks a node'\''s health'
        'status:Shows a node'\''s inside: term, lease, witness, gate, links'
        'add:Adds a node to the cluster'
        'remove:Removes a node from the cluster'
        'maintenance:Takes a node out of service (on), or back into it (off)'
      )
      ;;
    'node info')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ((place == 0)) && _hamgm_cli_nodes
      ;;
    'node health')
      opts=(
        '--check:Ends with 6 when the answer is no'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ((place == 0)) && _hamgm_cli_nodes
      ;;
    'node status')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ((place == 0)) && _hamgm_cli_nodes
      ;;
    'node add')
      opts=(
        '--id:The new node'\''s id (required)'
        '--ip:The new node'\''s address (required)'
        '--port:The new node'\''s Thrift port (default 9090)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'node remove')
      opts=(
        '--force:Also when the node cannot be reached'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ((place == 0)) && _hamgm_cli_nodes
      ;;
    'node maintenance')
      opts=(
        '--force:Also a PRIMARY without a fit peer: nobody has the VIP then'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ((place == 0)) && _hamgm_cli_nodes
      ((place == 1)) && compadd on off
      ;;
    'config')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'get:Shows a setting'
        'set:Changes a setting'
        'auto-switch:Shows or changes whether HAMgm moves the VIP by itself'
        'history:Shows who changed which settings when'
        'diff:Compares two versions of the shared settings, or the two nodes'
        'rollback:Sets the shared settings to what they were at a version'
      )
      ;;
    'config get')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'config set')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'config auto-switch')
      opts=(
        '--enable:Switches it on'
        '--disable:Switches it off'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'config history')
      opts=(
        '--limit:At most so many versions, 1 to 1000 (default: 20)'
        '--node-local:This node'\''s own settings instead of the shared ones'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'config diff')
      opts=(
        '--peer:Compares this node with the other one'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'config rollback')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'sync')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'config:Copies configuration files'
        'cert:Copies certificates'
        'data:Copies data files'
        'status:Shows rsync on both nodes, and each set of files'
        'history:Shows the last runs: files, duration, why they failed'
        'pause:Stops synchronising on both nodes, until it is resumed'
        'resume:Lets synchronising go on'
        'compare:Compares the checksums of both nodes; copies nothing'
      )
      ;;
    'sync config')
      opts=(
        '--target:The node to copy to (default: the other one)'
        '--force:Also what changed on both nodes; a copy of the overwritten one is kept there'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'sync cert')
      opts=(
        '--target:The node to copy to (default: the other one)'
        '--force:Also what changed on both nodes; a copy of the overwritten one is kept there'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'sync data')
      opts=(
        '--target:The node to copy to (default: the other one)'
        '--type:config, cert, data or all (default data)'
        '--files:Only these files; several with commas, blanks, or the option repeated'
        '--force:Also what changed on both nodes; a copy of the overwritten one is kept there'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'sync status')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'sync history')
      opts=(
        '--last:How many runs, 1 to 1000 (default 10)'
        '--files:With the files of each run'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'sync pause')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'sync resume')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'sync compare')
      opts=(
        '--check:Exit code 1 when a set differs'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'upgrade')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'start:Begins an upgrade: pauses rsync, locks and backs up the configuration, then installs or waits'
        'status:Shows the newest upgrade, and what to do about it'
        'complete:Both nodes are upgraded; or goes on where it stopped'
        'rollback:Puts the configuration of before the upgrade back on both nodes'
        'history:Shows the last upgrades with their steps'
      )
      ;;
    'upgrade start')
      opts=(
        '--to:Version that both nodes are to have'
        '--package:Package, by the same full path on both nodes: installed by upgrade.hook, the STANDBY first. Without it you upgrade the nodes yourself, then complete'
        '--wait:Waits until it is over or waits for you; exit code 6 when it stopped'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'upgrade status')
      opts=(
        '--wait:Waits until it is over or waits for you; exit code 6 when it stopped'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'upgrade complete')
      opts=(
        '--force:Also without the coordinating node, and past a conflict: the PRIMARY'\''s files stand, a copy of the others is kept'
        '--wait:Waits until it is over or waits for you; exit code 6 when it stopped'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'upgrade rollback')
      opts=(
        '--force:Also without the coordinating node, and on this node alone when the other cannot be reached'
        '--wait:Waits until it is over or waits for you; exit code 6 when it stopped'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'upgrade history')
      opts=(
        '--last:How many upgrades, 1 to 1000 (default 10)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'switch')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'force:Moves the VIP to the other node'
      )
      ;;
    'switch force')
      opts=(
        '--confirm:Required: you mean it'
        '--force:Also when the other node is unhealthy or in maintenance; never into two holders'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'alert')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'list:Lists the alerts of both nodes, and the silences'
        'history:Shows what was raised, forgotten alerts included'
        'ack:Says that somebody knows: nothing escalates any more'
        'test:Sends a test alert from the asked node and waits for the server'\''s answer'
        'silence:Keeps alerts from being sent for a while, or ends that'
      )
      ;;
    'alert list')
      opts=(
        '--all:Also what is over'
        '--detail:Everything that is known of each'
        '--severity:Only from this severity up: info, low, medium, high, critical'
        '--type:Only of this type'
        '--node:Only what this node raises'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'alert history')
      opts=(
        '--node:Only what this node raises'
        '--since:Only since then: 10m ago, or 2024-01-15T10:30:00Z'
        '--limit:At most so many, 1 to 1000 (default: 100)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'alert ack')
      opts=(
        '--comment:What to note with it'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'alert test')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'alert silence')
      opts=(
        '--for:How long: 30m, 2h, 7d; at most 30d'
        '--type:Only of this type; a * at its end stands for any rest'
        '--node:Only what this node raises'
        '--severity:Worse ones are sent all the same: info, low, medium, high, critical (default: critical)'
        '--comment:What to note with it'
        '--end:Ends a silence'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'plugin')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'list:Lists the plugins with their states'
        'info:Shows a plugin: version, state and why, memory, restarts, contexts that did not go'
        'enable:Starts a plugin, now and at every start (plugins.json)'
        'disable:Stops a plugin, now and at every start (plugins.json)'
        'reload:Exchanges a plugin for what lies in its folder now, and starts one that failed'
        'logs:Shows the last lines of the log that are the plugin'\''s, or about it'
        'test:Runs a script or an assembly plugin against recorded facts, outside the cluster'
      )
      ;;
    'plugin list')
      opts=(
        '--node:The node'\''s id (default: the answering node)'
        '--state:Only those in this state: running, faulted, disabled, stopped, not-supported'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'plugin info')
      opts=(
        '--node:The node'\''s id (default: the answering node)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'plugin enable')
      opts=(
        '--node:The node'\''s id (default: the answering node)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'plugin disable')
      opts=(
        '--node:The node'\''s id (default: the answering node)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'plugin reload')
      opts=(
        '--node:The node'\''s id (default: the answering node)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'plugin logs')
      opts=(
        '--node:The node'\''s id (default: the answering node)'
        '--lines:How many lines (default 50, at most 1000)'
        '--follow:Goes on with what comes, until Ctrl-C'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'plugin test')
      opts=(
        '--facts:JSON file with facts (role, term, holdsVip, peerState, parameters, …)'
        '--role:The node'\''s state in which it runs (default primary)'
        '--parameter:A parameter as name=value, over the declared one; may be repeated'
        '--allow-exec:A program that exec may run (as scripts.exec); may be repeated'
        '--allow-path:A file or folder that file.read may read (as scripts.allowed_paths); may be repeated'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'pki')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'init:Makes the authority'
        'issue:Makes a certificate for a node, an admin or a viewer'
        'list:Lists the certificates of the folder'
        'show:Shows a certificate'
      )
      ;;
    'pki init')
      opts=(
        '--dir:Folder of the certificates (default /etc/hamgm/pki)'
        '--name:The authority'\''s name (default HAMgm CA)'
        '--days:How long it lasts (default: authority 3650, node 825, admin and viewer 365)'
        '--force:Replaces what is there'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'pki issue')
      opts=(
        '--ip:The node'\''s addresses; several with commas, or the option repeated'
        '--dns:The node'\''s host names, likewise'
        '--days:How long it lasts (default: authority 3650, node 825, admin and viewer 365)'
        '--dir:Folder of the certificates (default /etc/hamgm/pki)'
        '--force:Replaces what is there'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'pki list')
      opts=(
        '--dir:Folder of the certificates (default /etc/hamgm/pki)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'pki show')
      opts=(
        '--dir:Folder of the certificates (default /etc/hamgm/pki)'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'log')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      subs=(
        'level:Show the log levels, or set that of a module until the node'\''s next start'
        'status:Show where the log goes and whether it arrives'
        'rotate:Begin a new log file'
      )
      ;;
    'log level')
      opts=(
        '--node:Whose log; default: the node that answers'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ((place == 1)) && compadd debug info warn error fatal configured
      ;;
    'log status')
      opts=(
        '--node:Whose log; default: the node that answers'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'log rotate')
      opts=(
        '--node:Whose log; default: the node that answers'
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
    'completion')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ((place == 0)) && compadd bash zsh fish
      ;;
    'man')
      opts=(
        '--host:The node to ask; without it: the local socket, then localhost'
        '--port:Its Thrift port (default 9090)'
        '--timeout:How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
        '--format:json, table or yaml (default json)'
        '--verbose:Details of the connection on standard error'
        '--config:File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
        '--lang:en or zh (default: by LANG)'
        '--tls-ca:The cluster'\''s authority (default: '\''tls:'\'' of the file, then /etc/hamgm/pki/ca.crt)'
        '--tls-cert:Your certificate (default likewise: admin.crt)'
        '--tls-key:Its private key (default likewise: admin.key)'
        '--help:Shows help'
        '--version:Shows the version'
      )
      ;;
  esac
  (( $#subs )) && _describe 'command' subs
  [[ $PREFIX == -* ]] && _describe -o 'option' opts
  return 0
}

if [[ $funcstack[1] == _hamgm-cli ]]; then _hamgm_cli "$@"; else compdef _hamgm_cli hamgm-cli; fi
