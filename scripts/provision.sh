#!/bin/sh
# Installs a Debian package for the tests, without letting a system service of it start: they run private ones.
#
#   provision.sh PACKAGE [PROGRAM...]    does nothing where one of the programs is on the path
#
# Needs root and apt-get. Everything it says goes to standard error.
set -eu
exec >&2

package=$1
shift
for program in "$@"; do
  if command -v "$program" >/dev/null; then exit 0; fi
done

if [ "$(id -u)" != 0 ]; then
  echo "provision: root is needed to install $package" && exit 77
fi
if ! command -v apt-get >/dev/null; then
  echo "provision: this machine has no apt-get to install $package with" && exit 77
fi

# Test processes that run side by side install one after the other, and share the policy below.
exec 9>/var/lock/orders-provision
flock 9

# Maintainer scripts ask policy-rc.d before they start a service; 101 means "not allowed".
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT INT TERM
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=120 update -qq
apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "$package"
