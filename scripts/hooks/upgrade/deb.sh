#!/bin/sh
# A ready upgrade.hook for Debian and its kin: installs a .deb that lies on this node.
#   deb.sh PACKAGE VERSION
# May be run again at any time: what is installed is left alone, and what was begun is waited for. Configuration files that somebody has
# edited stay as they are (--force-confold). It lies in a folder of its own, because what lies in scripts/hooks itself runs around a change of roles.
set -u

fail() { # exit code, message
  printf '%s\n' "$2"
  exit "$1"
}

[ $# -eq 2 ] || fail 2 "usage: deb.sh PACKAGE VERSION"
package=$1 version=$2
command -v dpkg-deb >/dev/null || fail 3 "dpkg-deb is missing: this hook is for Debian and its kin"
name=$(dpkg-deb --field "$package" Package 2>&1) || fail 3 "$package is no package: $name"
packed=$(dpkg-deb --field "$package" Version)
# An epoch before, and the package's own revision behind, do not count.
case ${packed#*:} in
  "${version#*:}" | "${version#*:}"-*) ;;
  *) fail 3 "$package has version $packed, not $version" ;;
esac

is_installed() { [ "$(dpkg-query --show --showformat='${Status} ${Version}' "$name" 2>/dev/null)" = "install ok installed $packed" ]; }

unit=hamgm-upgrade-${HAMGM_UPGRADE_ID:-by-hand}
if [ -d /run/systemd/system ]; then
  # An earlier life of this hook was killed, what it began was not.
  while systemctl is-active --quiet "$unit"; do sleep 1; done
fi
is_installed && fail 0 "$name $packed is installed already"

set -- env DEBIAN_FRONTEND=noninteractive dpkg --force-confold --install "$package"
if [ -d /run/systemd/system ]; then
  # A unit of its own: hamgm's is confined to what a node needs (/usr is read-only there), and is restarted by what is installed.
  systemd-run --quiet --collect --wait --unit="$unit" "$@" || fail 1 "dpkg did not install $package: see 'journalctl -u $unit'"
else
  "$@" || fail 1 "dpkg did not install $package"
fi
is_installed || fail 1 "$name $packed is not installed as a whole: see 'dpkg --audit'"
printf '%s\n' "$name $packed is installed"
