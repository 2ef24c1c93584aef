#!/bin/sh
# @hamgm hook=after-demote order=50 timeout=60s policy=continue description="stops systemd units when the VIP has left"
# Stops systemd units, in the reverse of their order, when the VIP has left this node. All are tried, whatever one of them says.
# Parameters: units: their names, separated by commas or blanks.
set -u
units=$(printf %s "${HAMGM_PARAM_UNITS:-}" | tr ',' ' ')

answer() { # exit code, message
  printf '{"message": "%s"}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')"
  exit "$1"
}

[ -n "$units" ] || answer 2 "the parameter 'units' is missing"
reverse='' bad=''
for unit in $units; do reverse="$unit $reverse"; done
for unit in $reverse; do
  said=$(systemctl stop -- "$unit" 2>&1) || bad="$bad $unit was not stopped: $said;"
done
[ -z "$bad" ] || answer 2 "${bad# }"
answer 0 "stopped: ${reverse% }"
