#!/bin/bash
# @hamgm health interval=5s timeout=3s rise=2 fall=3 description="nginx answers on its status page"
# @hamgm parameter.host=127.0.0.1 parameter.port=80 parameter.path=/nginx_status
# Whether nginx answers on its status page (stub_status), and drops no connections. bash, for its /dev/tcp: no other program is needed.
# Parameters: host (127.0.0.1), port (80), path (/nginx_status), name (localhost), max_active (0: no bound): more connections are degraded.
set -u
host=${HAMGM_PARAM_HOST:-127.0.0.1} port=${HAMGM_PARAM_PORT:-80} path=${HAMGM_PARAM_PATH:-/nginx_status}
name=${HAMGM_PARAM_NAME:-localhost} max_active=${HAMGM_PARAM_MAX_ACTIVE:-0}

answer() { # exit code, message, metrics
  printf '{"message": "%s", "metrics": {%s}}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')" "${3:-}"
  exit "$1"
}

{ exec 3<> "/dev/tcp/$host/$port"; } 2> /dev/null || answer 2 "nginx on $host:$port does not accept connections"
printf 'GET %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: hamgm-health\r\nConnection: close\r\n\r\n' "$path" "$name" >&3
page=$(head -c 65536 <&3 | tr -d '\r\0')
status=$(printf '%s\n' "$page" | sed -n '1s|^HTTP/1\.[01] \([0-9]*\).*|\1|p')
[ "$status" = 200 ] || answer 2 "nginx answers ${status:-nothing} for $path"

active=$(printf '%s\n' "$page" | sed -n 's/^Active connections: \([0-9]*\).*/\1/p')
read -r accepts handled requests < <(printf '%s\n' "$page" | sed -n 's/^ \([0-9]*\) \([0-9]*\) \([0-9]*\).*/\1 \2 \3/p')
[ -n "$active" ] && [ -n "${requests:-}" ] || answer 2 "what nginx answers for $path is no stub_status page"
metrics="\"active\": $active, \"accepts\": $accepts, \"handled\": $handled, \"requests\": $requests"
# Accepted and not handled: worker_connections is too low. The count is since its start, so it is said and no more.
[ "$accepts" -eq "$handled" ] || answer 1 "nginx has dropped $((accepts - handled)) connections since its start (worker_connections)" "$metrics"
[ "$max_active" -eq 0 ] || [ "$active" -le "$max_active" ] || answer 1 "nginx has $active active connections" "$metrics"
answer 0 "nginx answers, $active active connections" "$metrics"
