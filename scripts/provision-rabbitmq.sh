#!/bin/sh
# Installs Debian's rabbitmq-server for the tests, without letting its system service start: the tests run a private
# node of their own. Needs root and apt-get. Everything it says goes to standard error.
set -eu
exec >&2

if [ "$(id -u)" != 0 ]; then
  echo 'provision-rabbitmq: root is needed to install packages' && exit 77
fi
if ! command -v apt-get >/dev/null; then
  echo 'provision-rabbitmq: this machine has no apt-get' && exit 77
fi

# Maintainer scripts ask policy-rc.d before they start a service; 101 means "not allowed".
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT INT TERM
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=120 update -qq
apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends rabbitmq-server
