#!/usr/bin/env bash
# Makes the users of our roles and of a sender, and gives each the rights it needs and none beyond:
#   counterfoil topics --acls > RIGHTS
#   KAFKA_BIN=/opt/kafka/bin deploy/kafka/users.sh BROKERS FOLDER RIGHTS
# BROKERS is the listener among brokers, such as kafka-1:9094; FOLDER is what certificates.sh made.
set -euo pipefail
brokers=${1:?name the listener among brokers, such as kafka-1:9094}
folder=$(cd -- "${2:?name the folder that certificates.sh made}" && pwd)
rights=${3:?name the file that counterfoil topics --acls wrote}
bin=${KAFKA_BIN:-/opt/kafka/bin}
properties=$(mktemp)
trap 'rm -f -- "$properties"' EXIT
cat >"$properties" <<END
security.protocol=SSL
ssl.keystore.type=PEM
ssl.keystore.location=$folder/administrator.keystore.pem
ssl.truststore.type=PEM
ssl.truststore.location=$folder/ca.pem
END

for who in publish read consume sender; do
  "$bin/kafka-configs.sh" --bootstrap-server "$brokers" --command-config "$properties" --alter \
    --entity-type users --entity-name "counterfoil-$who" \
    --add-config "SCRAM-SHA-512=[password=$(cat "$folder/password-of-counterfoil-$who")]"
done
while read -r right; do
  # shellcheck disable=SC2086  # the words of one right
  "$bin/kafka-acls.sh" --bootstrap-server "$brokers" --command-config "$properties" $right </dev/null
done <"$rights"
