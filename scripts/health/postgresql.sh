#!/bin/sh
# @hamgm health interval=5s timeout=5s rise=2 fall=3 description="PostgreSQL answers, and is what this node's role wants"
# @hamgm user=postgres parameter.port=5432
# Whether PostgreSQL answers, and is what this node's role wants: on the PRIMARY it takes writes, elsewhere it follows by streaming.
# Parameters: host (/var/run/postgresql, a folder of sockets or an address), port (5432), user (postgres), database (postgres),
# max_lag_mib (0: no bound): more than that behind the other server is degraded; replication (true): false for a server that stands alone.
# A password comes from ~/.pgpass of the user that it runs as.
set -u
export PGHOST=${HAMGM_PARAM_HOST:-/var/run/postgresql} PGPORT=${HAMGM_PARAM_PORT:-5432} PGUSER=${HAMGM_PARAM_USER:-postgres}
export PGDATABASE=${HAMGM_PARAM_DATABASE:-postgres} PGAPPNAME=hamgm-health PGCONNECT_TIMEOUT=5
max_lag=${HAMGM_PARAM_MAX_LAG_MIB:-0} replication=${HAMGM_PARAM_REPLICATION:-true} role=${HAMGM_ROLE:-}

answer() { # exit code, message, metrics
  printf '{"message": "%s", "metrics": {%s}}\n' "$(printf %s "$2" | tr '\001-\037"\\' ' ')" "${3:-}"
  exit "$1"
}

query() { psql -X -A -t -q -F ' ' -v ON_ERROR_STOP=1 -c "$1" 2>&1; }

# One round trip: is it in recovery, does it stream, how many bytes is what it has replayed behind what it knows of the other server.
state=$(query "select pg_is_in_recovery(),
  coalesce((select status from pg_stat_wal_receiver), 'none'),
  case when pg_is_in_recovery() then coalesce(pg_wal_lsn_diff(coalesce((select latest_end_lsn from pg_stat_wal_receiver), pg_last_wal_receive_lsn()), pg_last_wal_replay_lsn()), 0) else 0 end,
  (select count(*) from pg_stat_replication where state = 'streaming'),
  (select count(*) from pg_stat_activity where backend_type = 'client backend')") || answer 2 "$state"
# shellcheck disable=SC2086 # words
set -- $state
recovery=$1 receiver=$2 lag=$3 followers=$4 connections=$5
metrics="\"lag_bytes\": $lag, \"followers\": $followers, \"connections\": $connections"

[ "$replication" = true ] || answer 0 "PostgreSQL answers on $PGHOST:$PGPORT" "$metrics"
case "$role:$recovery" in
  [Pp][Rr][Ii][Mm][Aa][Rr][Yy]:t) answer 2 "this node is PRIMARY and its PostgreSQL is a standby: it takes no writes" "$metrics" ;;
  *:f)
    case "$role" in
      [Ss][Tt][Aa][Nn][Dd][Bb][Yy]) answer 1 "this node is STANDBY and its PostgreSQL is no standby: it takes writes that the other node does not get" "$metrics" ;;
    esac
    [ "$followers" -gt 0 ] || answer 1 "PostgreSQL takes writes, and no standby follows it" "$metrics"
    answer 0 "PostgreSQL takes writes, $followers standby follows" "$metrics" ;;
esac
[ "$receiver" = streaming ] || answer 1 "PostgreSQL is a standby that does not stream (receiver: $receiver)" "$metrics"
if [ "$max_lag" -gt 0 ] && [ "$lag" -gt $((max_lag * 1048576)) ]; then
  answer 1 "PostgreSQL is $lag bytes behind" "$metrics"
fi
answer 0 "PostgreSQL follows by streaming, $lag bytes behind" "$metrics"
