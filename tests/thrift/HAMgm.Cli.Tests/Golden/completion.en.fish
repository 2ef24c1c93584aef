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
complete -c hamgm-cli -l host -x -d 'The node to ask; without it: the local socket, then localhost'
complete -c hamgm-cli -l port -x -d 'Its Thrift port (default 9090)'
complete -c hamgm-cli -l timeout -x -d 'How long to wait for an answer, like 100ms, 5s, 2m (default 30s)'
complete -c hamgm-cli -l format -x -a 'json table yaml' -d 'json, table or yaml (default json)'
complete -c hamgm-cli -l verbose -d 'Details of the connection on standard error'
complete -c hamgm-cli -l config -r -F -d 'File with host, port, timeout, format, lang (default ~/.hamgm/config.yaml)'
complete -c hamgm-cli -l lang -x -a 'en zh' -d 'en or zh (default: by LANG)'
complete -c hamgm-cli -l tls-ca -x -d 'The cluster\'s authority (default: \'tls:\' of the file, then /etc/hamgm/pki/ca.crt)'
complete -c hamgm-cli -l tls-cert -x -d 'Your certificate (default likewise: admin.crt)'
complete -c hamgm-cli -l tls-key -x -d 'Its private key (default likewise: admin.key)'
complete -c hamgm-cli -l help -d 'Shows help'
complete -c hamgm-cli -l version -d 'Shows the version'

# hamgm-cli 
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a cluster -d 'The cluster as a whole'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a node -d 'Single nodes'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a config -d 'Settings'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a sync -d 'Copies files to the other node'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a upgrade -d 'Upgrades the pair'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a switch -d 'Switch-over'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a alert -d 'Alerts: list, acknowledge, test, silence'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a plugin -d 'What runs on a node: assemblies and scripts'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a pki -d 'Certificates: an authority of the cluster\'s own, and what it signs'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a log -d 'The log of a node'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a completion -d 'Prints a completion script for a shell'
complete -c hamgm-cli -n '__hamgm_cli_at 0 ' -a man -d 'Prints the manual page (man -l -)'

# hamgm-cli cluster
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a status -d 'Shows the state of the cluster'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a nodes -d 'Lists the nodes'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a vip -d 'Shows where the VIP is'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a events -d 'Shows what has happened'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a explain -d 'Says why a node is in its state: its last decisions, in plain words'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a readiness -d 'If the PRIMARY died now: expected outage, what is not in step, what would block'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a drill -d 'Moves the VIP to the other node and back, and reports how long it took'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a freeze -d 'Stops role decisions on both nodes'
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster' -a unfreeze -d 'Lets role decisions go on'

# hamgm-cli cluster status
complete -c hamgm-cli -n '__hamgm_cli_at any cluster status' -l watch -d 'Goes on until Ctrl-C: in place on a terminal, else one document a line'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster status' -l interval -x -d 'With --watch: how often (default 2s)'

# hamgm-cli cluster nodes
complete -c hamgm-cli -n '__hamgm_cli_at any cluster nodes' -l filter -x -a 'primary standby all' -d 'primary, standby or all (default all)'

# hamgm-cli cluster vip

# hamgm-cli cluster events
complete -c hamgm-cli -n '__hamgm_cli_at any cluster events' -l follow -d 'Goes on until Ctrl-C, one event a line'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster events' -l after -x -d 'Only events after this number; -1: only new ones (default 0: all that are kept)'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster events' -l since -x -d 'Only events since then: 10m ago, or 2024-01-15T10:30:00Z'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster events' -l kind -x -a 'role alert vip peer config plugin audit' -d 'Only these kinds, with commas: role, alert, vip, peer, config, plugin, audit'

# hamgm-cli cluster explain
complete -c hamgm-cli -n '__hamgm_cli_at 0 cluster explain' -a '(__hamgm_cli_nodes)'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster explain' -l last -x -d 'How many decisions (default 10, at most 100)'

# hamgm-cli cluster readiness
complete -c hamgm-cli -n '__hamgm_cli_at any cluster readiness' -l output -x -a 'prometheus' -d 'prometheus: figures for monitoring, instead of --format'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster readiness' -l check -d 'Ends with 6 when the answer is no'

# hamgm-cli cluster drill
complete -c hamgm-cli -n '__hamgm_cli_at any cluster drill' -l confirm -d 'Required: you mean it'
complete -c hamgm-cli -n '__hamgm_cli_at any cluster drill' -l stay -x -d 'How long the VIP stays there at least (default 2s)'

# hamgm-cli cluster freeze
complete -c hamgm-cli -n '__hamgm_cli_at any cluster freeze' -l force -d 'Also when the other node cannot be asked; it follows when it is heard'

# hamgm-cli cluster unfreeze
complete -c hamgm-cli -n '__hamgm_cli_at any cluster unfreeze' -l force -d 'Also when the other node cannot be asked; it follows when it is heard'

# hamgm-cli node
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a info -d 'Shows a node'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a health -d 'Checks a node\'s health'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a status -d 'Shows a node\'s inside: term, lease, witness, gate, links'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a add -d 'Adds a node to the cluster'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a remove -d 'Removes a node from the cluster'
complete -c hamgm-cli -n '__hamgm_cli_at 0 node' -a maintenance -d 'Takes a node out of service (on), or back into it (off)'

# hamgm-cli node info
complete -c hamgm-cli -n '__hamgm_cli_at 0 node info' -a '(__hamgm_cli_nodes)'

# hamgm-cli node health
complete -c hamgm-cli -n '__hamgm_cli_at 0 node health' -a '(__hamgm_cli_nodes)'
complete -c hamgm-cli -n '__hamgm_cli_at any node health' -l check -d 'Ends with 6 when the answer is no'

# hamgm-cli node status
complete -c hamgm-cli -n '__hamgm_cli_at 0 node status' -a '(__hamgm_cli_nodes)'

# hamgm-cli node add
complete -c hamgm-cli -n '__hamgm_cli_at any node add' -l id -x -d 'The new node\'s id (required)'
complete -c hamgm-cli -n '__hamgm_cli_at any node add' -l ip -x -d 'The new node\'s address (required)'
complete -c hamgm-cli -n '__hamgm_cli_at any node add' -l port -x -d 'The new node\'s Thrift port (default 9090)'

# hamgm-cli node remove
complete -c hamgm-cli -n '__hamgm_cli_at 0 node remove' -a '(__hamgm_cli_nodes)'
complete -c hamgm-cli -n '__hamgm_cli_at any node remove' -l force -d 'Also when the node cannot be reached'

# hamgm-cli node maintenance
complete -c hamgm-cli -n '__hamgm_cli_at 0 node maintenance' -a '(__hamgm_cli_nodes)'
complete -c hamgm-cli -n '__hamgm_cli_at 1 node maintenance' -a 'on off'
complete -c hamgm-cli -n '__hamgm_cli_at any node maintenance' -l force -d 'Also a PRIMARY without a fit peer: nobody has the VIP then'

# hamgm-cli config
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a get -d 'Shows a setting'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a set -d 'Changes a setting'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a auto-switch -d 'Shows or changes whether HAMgm moves the VIP by itself'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a history -d 'Shows who changed which settings when'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a diff -d 'Compares two versions of the shared settings, or the two nodes'
complete -c hamgm-cli -n '__hamgm_cli_at 0 config' -a rollback -d 'Sets the shared settings to what they were at a version'

# hamgm-cli config get

# hamgm-cli config set

# hamgm-cli config auto-switch
complete -c hamgm-cli -n '__hamgm_cli_at any config auto-switch' -l enable -d 'Switches it on'
complete -c hamgm-cli -n '__hamgm_cli_at any config auto-switch' -l disable -d 'Switches it off'

# hamgm-cli config history
complete -c hamgm-cli -n '__hamgm_cli_at any config history' -l limit -x -d 'At most so many versions, 1 to 1000 (default: 20)'
complete -c hamgm-cli -n '__hamgm_cli_at any config history' -l node-local -d 'This node\'s own settings instead of the shared ones'

# hamgm-cli config diff
complete -c hamgm-cli -n '__hamgm_cli_at any config diff' -l peer -d 'Compares this node with the other one'

# hamgm-cli config rollback

# hamgm-cli sync
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a config -d 'Copies configuration files'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a cert -d 'Copies certificates'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a data -d 'Copies data files'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a status -d 'Shows rsync on both nodes, and each set of files'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a history -d 'Shows the last runs: files, duration, why they failed'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a pause -d 'Stops synchronising on both nodes, until it is resumed'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a resume -d 'Lets synchronising go on'
complete -c hamgm-cli -n '__hamgm_cli_at 0 sync' -a compare -d 'Compares the checksums of both nodes; copies nothing'

# hamgm-cli sync config
complete -c hamgm-cli -n '__hamgm_cli_at any sync config' -l target -x -a '(__hamgm_cli_nodes)' -d 'The node to copy to (default: the other one)'
complete -c hamgm-cli -n '__hamgm_cli_at any sync config' -l force -d 'Also what changed on both nodes; a copy of the overwritten one is kept there'

# hamgm-cli sync cert
complete -c hamgm-cli -n '__hamgm_cli_at any sync cert' -l target -x -a '(__hamgm_cli_nodes)' -d 'The node to copy to (default: the other one)'
complete -c hamgm-cli -n '__hamgm_cli_at any sync cert' -l force -d 'Also what changed on both nodes; a copy of the overwritten one is kept there'

# hamgm-cli sync data
complete -c hamgm-cli -n '__hamgm_cli_at any sync data' -l target -x -a '(__hamgm_cli_nodes)' -d 'The node to copy to (default: the other one)'
complete -c hamgm-cli -n '__hamgm_cli_at any sync data' -l type -x -a 'config cert data all' -d 'config, cert, data or all (default data)'
complete -c hamgm-cli -n '__hamgm_cli_at any sync data' -l files -r -F -d 'Only these files; several with commas, blanks, or the option repeated'
complete -c hamgm-cli -n '__hamgm_cli_at any sync data' -l force -d 'Also what changed on both nodes; a copy of the overwritten one is kept there'

# hamgm-cli sync status

# hamgm-cli sync history
complete -c hamgm-cli -n '__hamgm_cli_at any sync history' -l last -x -d 'How many runs, 1 to 1000 (default 10)'
complete -c hamgm-cli -n '__hamgm_cli_at any sync history' -l files -d 'With the files of each run'

# hamgm-cli sync pause

# hamgm-cli sync resume

# hamgm-cli sync compare
complete -c hamgm-cli -n '__hamgm_cli_at any sync compare' -l check -d 'Exit code 1 when a set differs'

# hamgm-cli upgrade
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a start -d 'Begins an upgrade: pauses rsync, locks and backs up the configuration, then installs or waits'
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a status -d 'Shows the newest upgrade, and what to do about it'
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a complete -d 'Both nodes are upgraded; or goes on where it stopped'
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a rollback -d 'Puts the configuration of before the upgrade back on both nodes'
complete -c hamgm-cli -n '__hamgm_cli_at 0 upgrade' -a history -d 'Shows the last upgrades with their steps'

# hamgm-cli upgrade start
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade start' -l to -x -d 'Version that both nodes are to have'
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade start' -l package -x -d 'Package, by the same full path on both nodes: installed by upgrade.hook, the STANDBY first. Without it you upgrade the nodes yourself, then complete'
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade start' -l wait -d 'Waits until it is over or waits for you; exit code 6 when it stopped'

# hamgm-cli upgrade status
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade status' -l wait -d 'Waits until it is over or waits for you; exit code 6 when it stopped'

# hamgm-cli upgrade complete
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade complete' -l force -d 'Also without the coordinating node, and past a conflict: the PRIMARY\'s files stand, a copy of the others is kept'
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade complete' -l wait -d 'Waits until it is over or waits for you; exit code 6 when it stopped'

# hamgm-cli upgrade rollback
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade rollback' -l force -d 'Also without the coordinating node, and on this node alone when the other cannot be reached'
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade rollback' -l wait -d 'Waits until it is over or waits for you; exit code 6 when it stopped'

# hamgm-cli upgrade history
complete -c hamgm-cli -n '__hamgm_cli_at any upgrade history' -l last -x -d 'How many upgrades, 1 to 1000 (default 10)'

# hamgm-cli switch
complete -c hamgm-cli -n '__hamgm_cli_at 0 switch' -a force -d 'Moves the VIP to the other node'

# hamgm-cli switch force
complete -c hamgm-cli -n '__hamgm_cli_at any switch force' -l confirm -d 'Required: you mean it'
complete -c hamgm-cli -n '__hamgm_cli_at any switch force' -l force -d 'Also when the other node is unhealthy or in maintenance; never into two holders'

# hamgm-cli alert
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a list -d 'Lists the alerts of both nodes, and the silences'
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a history -d 'Shows what was raised, forgotten alerts included'
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a ack -d 'Says that somebody knows: nothing escalates any more'
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a test -d 'Sends a test alert from the asked node and waits for the server\'s answer'
complete -c hamgm-cli -n '__hamgm_cli_at 0 alert' -a silence -d 'Keeps alerts from being sent for a while, or ends that'

# hamgm-cli alert list
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l all -d 'Also what is over'
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l detail -d 'Everything that is known of each'
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l severity -x -a 'info low medium high critical' -d 'Only from this severity up: info, low, medium, high, critical'
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l type -x -d 'Only of this type'
complete -c hamgm-cli -n '__hamgm_cli_at any alert list' -l node -x -a '(__hamgm_cli_nodes)' -d 'Only what this node raises'

# hamgm-cli alert history
complete -c hamgm-cli -n '__hamgm_cli_at any alert history' -l node -x -a '(__hamgm_cli_nodes)' -d 'Only what this node raises'
complete -c hamgm-cli -n '__hamgm_cli_at any alert history' -l since -x -d 'Only since then: 10m ago, or 2024-01-15T10:30:00Z'
complete -c hamgm-cli -n '__hamgm_cli_at any alert history' -l limit -x -d 'At most so many, 1 to 1000 (default: 100)'

# hamgm-cli alert ack
complete -c hamgm-cli -n '__hamgm_cli_at any alert ack' -l comment -x -d 'What to note with it'

# hamgm-cli alert test

# hamgm-cli alert silence
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l for -x -d 'How long: 30m, 2h, 7d; at most 30d'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l type -x -d 'Only of this type; a * at its end stands for any rest'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l node -x -a '(__hamgm_cli_nodes)' -d 'Only what this node raises'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l severity -x -a 'info low medium high critical' -d 'Worse ones are sent all the same: info, low, medium, high, critical (default: critical)'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l comment -x -d 'What to note with it'
complete -c hamgm-cli -n '__hamgm_cli_at any alert silence' -l end -x -d 'Ends a silence'

# hamgm-cli plugin
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a list -d 'Lists the plugins with their states'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a info -d 'Shows a plugin: version, state and why, memory, restarts, contexts that did not go'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a enable -d 'Starts a plugin, now and at every start (plugins.json)'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a disable -d 'Stops a plugin, now and at every start (plugins.json)'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a reload -d 'Exchanges a plugin for what lies in its folder now, and starts one that failed'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a logs -d 'Shows the last lines of the log that are the plugin\'s, or about it'
complete -c hamgm-cli -n '__hamgm_cli_at 0 plugin' -a test -d 'Runs a script or an assembly plugin against recorded facts, outside the cluster'

# hamgm-cli plugin list
complete -c hamgm-cli -n '__hamgm_cli_at any plugin list' -l node -x -a '(__hamgm_cli_nodes)' -d 'The node\'s id (default: the answering node)'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin list' -l state -x -a 'running faulted disabled stopped not-supported' -d 'Only those in this state: running, faulted, disabled, stopped, not-supported'

# hamgm-cli plugin info
complete -c hamgm-cli -n '__hamgm_cli_at any plugin info' -l node -x -a '(__hamgm_cli_nodes)' -d 'The node\'s id (default: the answering node)'

# hamgm-cli plugin enable
complete -c hamgm-cli -n '__hamgm_cli_at any plugin enable' -l node -x -a '(__hamgm_cli_nodes)' -d 'The node\'s id (default: the answering node)'

# hamgm-cli plugin disable
complete -c hamgm-cli -n '__hamgm_cli_at any plugin disable' -l node -x -a '(__hamgm_cli_nodes)' -d 'The node\'s id (default: the answering node)'

# hamgm-cli plugin reload
complete -c hamgm-cli -n '__hamgm_cli_at any plugin reload' -l node -x -a '(__hamgm_cli_nodes)' -d 'The node\'s id (default: the answering node)'

# hamgm-cli plugin logs
complete -c hamgm-cli -n '__hamgm_cli_at any plugin logs' -l node -x -a '(__hamgm_cli_nodes)' -d 'The node\'s id (default: the answering node)'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin logs' -l lines -x -d 'How many lines (default 50, at most 1000)'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin logs' -l follow -d 'Goes on with what comes, until Ctrl-C'

# hamgm-cli plugin test
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l facts -x -d 'JSON file with facts (role, term, holdsVip, peerState, parameters, …)'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l role -x -a 'primary standby candidate maintenance failed unknown' -d 'The node\'s state in which it runs (default primary)'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l parameter -x -d 'A parameter as name=value, over the declared one; may be repeated'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l allow-exec -x -d 'A program that exec may run (as scripts.exec); may be repeated'
complete -c hamgm-cli -n '__hamgm_cli_at any plugin test' -l allow-path -x -d 'A file or folder that file.read may read (as scripts.allowed_paths); may be repeated'

# hamgm-cli pki
complete -c hamgm-cli -n '__hamgm_cli_at 0 pki' -a init -d 'Makes the authority'
complete -c hamgm-cli -n '__hamgm_cli_at 0 pki' -a issue -d 'Makes a certificate for a node, an admin or a viewer'
complete -c hamgm-cli -n '__hamgm_cli_at 0 pki' -a list -d 'Lists the certificates of the folder'
complete -c hamgm-cli -n '__hamgm_cli_at 0 pki' -a show -d 'Shows a certificate'

# hamgm-cli pki init
complete -c hamgm-cli -n '__hamgm_cli_at any pki init' -l dir -x -d 'Folder of the certificates (default /etc/hamgm/pki)'
complete -c hamgm-cli -n '__hamgm_cli_at any pki init' -l name -x -d 'The authority\'s name (default HAMgm CA)'
complete -c hamgm-cli -n '__hamgm_cli_at any pki init' -l days -x -d 'How long it lasts (default: authority 3650, node 825, admin and viewer 365)'
complete -c hamgm-cli -n '__hamgm_cli_at any pki init' -l force -d 'Replaces what is there'

# hamgm-cli pki issue
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l ip -x -d 'The node\'s addresses; several with commas, or the option repeated'
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l dns -x -d 'The node\'s host names, likewise'
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l days -x -d 'How long it lasts (default: authority 3650, node 825, admin and viewer 365)'
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l dir -x -d 'Folder of the certificates (default /etc/hamgm/pki)'
complete -c hamgm-cli -n '__hamgm_cli_at any pki issue' -l force -d 'Replaces what is there'

# hamgm-cli pki list
complete -c hamgm-cli -n '__hamgm_cli_at any pki list' -l dir -x -d 'Folder of the certificates (default /etc/hamgm/pki)'

# hamgm-cli pki show
complete -c hamgm-cli -n '__hamgm_cli_at any pki show' -l dir -x -d 'Folder of the certificates (default /etc/hamgm/pki)'

# hamgm-cli log
complete -c hamgm-cli -n '__hamgm_cli_at 0 log' -a level -d 'Show the log levels, or set that of a module until the node\'s next start'
complete -c hamgm-cli -n '__hamgm_cli_at 0 log' -a status -d 'Show where the log goes and whether it arrives'
complete -c hamgm-cli -n '__hamgm_cli_at 0 log' -a rotate -d 'Begin a new log file'

# hamgm-cli log level
complete -c hamgm-cli -n '__hamgm_cli_at 1 log level' -a 'debug info warn error fatal configured'
complete -c hamgm-cli -n '__hamgm_cli_at any log level' -l node -x -a '(__hamgm_cli_nodes)' -d 'Whose log; default: the node that answers'

# hamgm-cli log status
complete -c hamgm-cli -n '__hamgm_cli_at any log status' -l node -x -a '(__hamgm_cli_nodes)' -d 'Whose log; default: the node that answers'

# hamgm-cli log rotate
complete -c hamgm-cli -n '__hamgm_cli_at any log rotate' -l node -x -a '(__hamgm_cli_nodes)' -d 'Whose log; default: the node that answers'

# hamgm-cli completion
complete -c hamgm-cli -n '__hamgm_cli_at 0 completion' -a 'bash zsh fish'

# hamgm-cli man
