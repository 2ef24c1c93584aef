#!/bin/sh
# @hamgm health interval=5s timeout=3s rise=2 fall=3 description="Redis answers, and is what this node's role wants"
# @hamgm parameter.host=127.0.0.1 parameter.port=6379 parameter.replication=false
# Whether Redis answers, and is what this node's role wants: a master on the PRIMARY, elsewhere a replica whose link is up.
# Parameters: host (127.0.0.1), port (6379), replication (false): true compares with the role; max_memory_percent (0: no bound): more of
# maxmemory than that is degraded. A password comes from the environment variable REDISCLI_AUTH or from password_file (mode 0600).
set -u
host=${HAMGM_PARAM_HOST:-127.0.0.1} port=${HAMGM_PARAM_PORT:-6379} replication=${HAMGM_PARAM_REPLICATION:-false}
max_memory=${HAMGM_PARAM_MAX_MEMORY_PERCENT:-0} password_file=${HAMGM_PARAM_PASSWORD_FILE:-} role=${HAMGM_ROLE:-}
if [ -n "$password_file" ]; then REDISCLI_AUTH=$(cat -- "$password_file") && export REDISCLI_AUTH; fi

answer() { # exit code, message, metrics
  printf '{"message": "%s", "metrics": {%s}}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')" "${3:-}"
  exit "$1"
}

# redis-cli ends with 0 even when the server refuses: what it prints decides.
pong=$(redis-cli -h "$host" -p "$port" ping 2>&1)
[ "$pong" = PONG ] || answer 2 "Redis on $host:$port: ${pong:-no answer}"
info=$(redis-cli -h "$host" -p "$port" info 2>&1 | tr -d '\r')
field() { printf '%s\n' "$info" | sed -n "s/^$1://p" | head -n 1; }
clients=$(field connected_clients) used=$(field used_memory) limit=$(field maxmemory) kind=$(field role)
metrics="\"clients\": ${clients:-0}, \"used_memory_bytes\": ${used:-0}"

[ "$(field loading)" != 1 ] || answer 2 "Redis loads its data" "$metrics"
# A server that cannot save refuses writes.
[ "$(field rdb_last_bgsave_status)" != err ] || answer 1 "the last snapshot of Redis failed" "$metrics"
[ "$(field aof_last_write_status)" != err ] || answer 2 "Redis cannot write its log" "$metrics"
if [ "$max_memory" -gt 0 ] && [ "${limit:-0}" -gt 0 ] && [ $((used * 100 / limit)) -gt "$max_memory" ]; then
  answer 1 "Redis uses $((used * 100 / limit)) % of maxmemory" "$metrics"
fi
if [ "$replication" = true ]; then
  case "$role:$kind" in
    [Pp][Rr][Ii][Mm][Aa][Rr][Yy]:slave) answer 2 "this node is PRIMARY and its Redis is a replica" "$metrics" ;;
    [Ss][Tt][Aa][Nn][Dd][Bb][Yy]:master) answer 1 "this node is STANDBY and its Redis is no replica" "$metrics" ;;
    *:slave) [ "$(field master_link_status)" = up ] || answer 1 "Redis has no link to its master" "$metrics" ;;
  esac
fi
answer 0 "Redis answers, ${kind:-unknown}" "$metrics"
