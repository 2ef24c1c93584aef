#!/bin/sh
# @hamgm health interval=60s timeout=10s rise=1 fall=3 weight=5 description="the clock is synchronised"
# @hamgm parameter.max_offset_ms=1000 parameter.warn_offset_ms=100
# Whether this host's clock is synchronised, and how far off it is: asked of chrony, ntpd or systemd-timesyncd, whichever is there.
# Parameters: max_offset_ms (1000), warn_offset_ms (100), source (auto; chrony, ntp, timedatectl), host and port of chronyd's command
# port (the local socket).
# No decision of HAMgm rests on the clock; what other programs make of a wrong one (certificates, logs, databases) is bad enough.
set -u
max=${HAMGM_PARAM_MAX_OFFSET_MS:-1000} warn=${HAMGM_PARAM_WARN_OFFSET_MS:-100} source=${HAMGM_PARAM_SOURCE:-auto}
host=${HAMGM_PARAM_HOST:-} port=${HAMGM_PARAM_PORT:-}

answer() { # exit code, message, metrics
  printf '{"message": "%s", "metrics": {%s}}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')" "${3:-}"
  exit "$1"
}

judge() { # source, offset in milliseconds, stratum
  awk -v by="$1" -v offset="$2" -v stratum="$3" -v max="$max" -v warn="$warn" 'BEGIN {
    size = offset < 0 ? -offset : offset
    code = size > max ? 2 : size > warn ? 1 : 0
    printf "{\"message\": \"the clock is %.3f ms off, stratum %d (%s)\", \"metrics\": {\"offset_ms\": %.6f, \"stratum\": %d}}\n", size, stratum, by, offset, stratum
    exit code
  }'
  exit $?
}

if [ "$source" = auto ]; then
  # A program that is installed need not be the one that runs: the first that answers.
  if command -v chronyc > /dev/null && chronyc -n ${host:+-h "$host"} ${port:+-p "$port"} -c tracking > /dev/null 2>&1; then source=chrony
  elif command -v ntpq > /dev/null && ntpq -c rv > /dev/null 2>&1; then source=ntp
  elif command -v timedatectl > /dev/null; then source=timedatectl
  else answer 2 "neither chronyc nor ntpq nor timedatectl is there"
  fi
fi

case "$source" in
  chrony)
    line=$(chronyc -n ${host:+-h "$host"} ${port:+-p "$port"} -c tracking 2>&1) || answer 2 "chronyd does not answer: $line"
    # Reference, name, stratum, time of it, offset in seconds, …, leap status.
    leap=$(printf %s "$line" | awk -F, '{ print $NF }')
    [ "$leap" != "Not synchronised" ] || answer 2 "chronyd is not synchronised"
    judge chrony "$(printf %s "$line" | awk -F, '{ print $5 * 1000 }')" "$(printf %s "$line" | awk -F, '{ print $3 }')" ;;
  ntp)
    vars=$(ntpq -c 'rv 0 stratum,offset,leap' 2>&1 | tr ',\n' '  ') || answer 2 "ntpd does not answer: $vars"
    value() { printf %s "$vars" | tr ' ' '\n' | sed -n "s/^$1=//p" | head -n 1; }
    stratum=$(value stratum) leap=$(value leap) offset=$(value offset)
    [ -n "$stratum" ] && [ -n "$offset" ] || answer 2 "ntpd does not answer: $vars"
    [ "$stratum" -lt 16 ] && [ "$leap" != 11 ] && [ "$leap" != 3 ] || answer 2 "ntpd is not synchronised"
    judge ntp "$offset" "$stratum" ;;
  timedatectl)
    # It tells whether, not by how much, in a form that stays.
    state=$(timedatectl show --property=NTPSynchronized --value 2>&1) || answer 2 "timedatectl does not answer: $state"
    [ "$state" = yes ] || answer 2 "the clock is not synchronised (timedatectl)"
    answer 0 "the clock is synchronised (timedatectl)" ;;
  *) answer 2 "the parameter 'source' must be auto, chrony, ntp or timedatectl" ;;
esac
