#!/bin/sh
# Installs what the cluster needs, where it is absent: Debian's packages, and Patroni from PyPI in a folder of its own.
#
#   provision.sh FOLDER    FOLDER/bin/patroni exists afterwards
set -eu
exec >&2

here=$(dirname "$0")
install() { PATH=$PATH:/usr/sbin sh "$here/../../../../scripts/provision.sh" "$@"; }

install etcd-server etcd
install haproxy haproxy
install rabbitmq-server rabbitmq-server
ls /usr/lib/postgresql/*/bin/pg_rewind >/dev/null 2>&1 || install postgresql

if ! "$1/bin/pip" freeze 2>/dev/null | grep -qx "$(grep -o 'patroni.*' "$here/requirements.txt" | sed 's/\[.*\]//')"; then
  # Debian's Python: one in a home directory could not be run by the account of PostgreSQL.
  python=/usr/bin/python3
  "$python" -c 'import ensurepip' 2>/dev/null || install python3-venv
  rm -rf "$1"
  "$python" -m venv "$1"
  "$1/bin/pip" install --quiet --requirement "$here/requirements.txt"
fi
