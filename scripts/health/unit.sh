#!/bin/sh
# @hamgm health interval=5s timeout=5s rise=2 fall=3 description="systemd units are active"
# Whether systemd units are active.
# Parameters: units: their names, separated by commas or blanks.
set -u
units=$(printf %s "${HAMGM_PARAM_UNITS:-}" | tr ',' ' ')

answer() { # exit code, message
  printf '{"message": "%s"}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')"
  exit "$1"
}

[ -n "$units" ] || answer 2 "the parameter 'units' is missing"
code=0 bad='' good=''
for unit in $units; do
  # Prints the state and ends with other than 0 for what is not active: what it prints decides.
  state=$(systemctl is-active -- "$unit" 2>&1 | tail -n 1)
  case "$state" in
    active | reloading | refreshing) good="$good $unit" ;;
    activating) [ "$code" -ge 1 ] || code=1; bad="$bad $unit is activating;" ;;
    *) code=2; bad="$bad $unit is $state;" ;;
  esac
done
[ "$code" -eq 0 ] || answer "$code" "${bad# }"
answer 0 "active:$good"
