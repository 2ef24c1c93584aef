#!/bin/sh
# @hamgm hook=after-promote order=50 timeout=60s policy=continue description="starts systemd units with the VIP"
# Starts systemd units, in their order, when the VIP has been bound here. Units that run are left alone.
# Parameters: units: their names, separated by commas or blanks.
set -u
units=$(printf %s "${HAMGM_PARAM_UNITS:-}" | tr ',' ' ')

answer() { # exit code, message
  printf '{"message": "%s"}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')"
  exit "$1"
}

[ -n "$units" ] || answer 2 "the parameter 'units' is missing"
for unit in $units; do
  said=$(systemctl start -- "$unit" 2>&1) || answer 2 "$unit was not started: $said"
done
answer 0 "started: $units"
