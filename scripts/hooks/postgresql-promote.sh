#!/bin/sh
# @hamgm hook=after-promote order=10 timeout=60s policy=continue description="promotes the PostgreSQL standby of this node"
# @hamgm user=postgres parameter.port=5432 parameter.wait_seconds=30
# Promotes this node's PostgreSQL standby when the VIP has been bound here. May run again: a server that takes writes is left alone.
# The term is its fencing token: a run of an older term than one that was seen does nothing and fails.
# Parameters: host (/var/run/postgresql), port (5432), user (postgres), database (postgres), wait_seconds (30),
# state_dir (.hamgm in the home of the user that it runs as): where the newest term is kept, writable for that user.
# The server that was primary before must be made a standby anew (pg_rewind, pg_basebackup): that is not done here.
set -u
export PGHOST=${HAMGM_PARAM_HOST:-/var/run/postgresql} PGPORT=${HAMGM_PARAM_PORT:-5432} PGUSER=${HAMGM_PARAM_USER:-postgres}
export PGDATABASE=${HAMGM_PARAM_DATABASE:-postgres} PGAPPNAME=hamgm-hook PGCONNECT_TIMEOUT=5
wait=${HAMGM_PARAM_WAIT_SECONDS:-30} state_dir=${HAMGM_PARAM_STATE_DIR:-${HOME:-/var/lib/postgresql}/.hamgm} term=${HAMGM_TERM:-}

answer() { # exit code, message
  printf '{"message": "%s"}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')"
  exit "$1"
}

query() { psql -X -A -t -q -v ON_ERROR_STOP=1 -c "$1" 2>&1; }

case "$term" in '' | *[!0-9]*) answer 2 "there is no term: this is a hook, run by hamgm" ;; esac
mkdir -p -- "$state_dir" 2> /dev/null
token="$state_dir/postgresql-promote.term"
# One at a time, and the token is on the disk before anything is done.
(: >> "$token.lock") 2> /dev/null || answer 2 "$state_dir cannot be written"
exec 9>> "$token.lock"
flock 9
seen=$(cat -- "$token" 2> /dev/null || echo 0)
case "$seen" in '' | *[!0-9]*) seen=0 ;; esac
[ "$term" -ge "$seen" ] || answer 2 "term $term is over: term $seen has been seen; nothing was promoted"
{ printf '%s\n' "$term" > "$token.new" && sync -- "$token.new" && mv -- "$token.new" "$token"; } 2> /dev/null || answer 2 "$token cannot be written"

recovery=$(query 'select pg_is_in_recovery()') || answer 2 "$recovery"
[ "$recovery" = t ] || answer 0 "PostgreSQL takes writes already"
promoted=$(query "select pg_promote(true, $wait)") || answer 2 "$promoted"
[ "$promoted" = t ] || answer 2 "PostgreSQL did not finish its promotion within $wait s"
answer 0 "PostgreSQL was promoted in term $term"
