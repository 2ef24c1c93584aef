#!/bin/sh
# @hamgm health interval=30s timeout=5s rise=2 fall=2 description="space and inodes of a file system"
# @hamgm parameter.path=/ parameter.max_percent=95 parameter.warn_percent=85
# How full a file system is, in bytes and in inodes, and whether it can be written.
# Parameters: path (/), max_percent (95), warn_percent (85).
set -u
path=${HAMGM_PARAM_PATH:-/} max=${HAMGM_PARAM_MAX_PERCENT:-95} warn=${HAMGM_PARAM_WARN_PERCENT:-85}

answer() { # exit code, message, metrics
  printf '{"message": "%s", "metrics": {%s}}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')" "${3:-}"
  exit "$1"
}

space=$(df -P -k -- "$path" 2>&1) || answer 2 "$space"
inodes=$(df -P -i -- "$path" 2>&1) || answer 2 "$inodes"
used=$(printf '%s\n' "$space" | awk 'NR == 2 { sub("%", "", $(NF - 1)); print $(NF - 1) }')
free=$(printf '%s\n' "$space" | awk 'NR == 2 { print int($(NF - 2) / 1024) }')
# "-" where a file system has no such limit.
inodes_used=$(printf '%s\n' "$inodes" | awk 'NR == 2 { sub("%", "", $(NF - 1)); print ($(NF - 1) == "-") ? 0 : $(NF - 1) }')
metrics="\"used_percent\": $used, \"inodes_used_percent\": $inodes_used, \"available_mib\": $free"

# Of the file system, not of the mount: a unit's own protection mounts parts of it read-only, and those are well.
case ",$(findmnt -n -o FS-OPTIONS --target "$path" 2> /dev/null | tail -n 1)," in *,ro,*) answer 2 "$path: read-only" "$metrics" ;; esac
worst=$used what=used
if [ "$inodes_used" -gt "$used" ]; then worst=$inodes_used what='inodes used'; fi
message="$path: $worst % $what, $free MiB available"
[ "$worst" -le "$max" ] || answer 2 "$message" "$metrics"
[ "$worst" -le "$warn" ] || answer 1 "$message" "$metrics"
answer 0 "$message" "$metrics"
