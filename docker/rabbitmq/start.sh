#!/bin/sh
# Starts RabbitMQ with definitions.json and the user of the environment. A broker that loads definitions ignores
# RABBITMQ_DEFAULT_USER, so the user has to be part of the definitions. They are imported at every start, which also
# applies a changed password.
set -eu

if [ -n "${BROKER_PASSWORD_FILE:-}" ]; then BROKER_PASSWORD=$(cat "$BROKER_PASSWORD_FILE"); fi
: "${BROKER_USER:?}" "${BROKER_PASSWORD:?}"

json() { printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"; }

umask 077
mkdir -p /run/orders/definitions
cp "$(dirname "$0")/definitions.json" /run/orders/definitions/1-topology.json
cat > /run/orders/definitions/2-user.json <<JSON
{
  "users": [{ "name": $(json "$BROKER_USER"), "password": $(json "$BROKER_PASSWORD"), "tags": "administrator" }],
  "permissions": [
    { "user": $(json "$BROKER_USER"), "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }
  ]
}
JSON

unset BROKER_USER BROKER_PASSWORD BROKER_PASSWORD_FILE
exec docker-entrypoint.sh rabbitmq-server
