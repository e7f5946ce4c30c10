#!/usr/bin/env bash
# Makes an authority, certificates of three brokers and an administrator, and passwords of users, in a new folder:
#   deploy/kafka/certificates.sh FOLDER [NAME OF THE MACHINE THAT SENDERS CALL]
# Valid for a year. An authority of your own does as well: the brokers' names are kafka-1, kafka-2 and kafka-3.
set -euo pipefail
folder=${1:?name a folder that is not there yet}
outside=${2:-localhost}
days=365
mkdir -m 0700 -- "$folder"
cd -- "$folder"
umask 077

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$days" -subj "/CN=counterfoil kafka authority" \
  -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
  -keyout ca.key -out ca.pem 2>/dev/null

vouch() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
    -addext "subjectAltName=DNS:$1,DNS:$outside,DNS:localhost" \
    -addext "extendedKeyUsage=serverAuth,clientAuth" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" -copy_extensions copy \
    -out "$1.pem" 2>/dev/null
  cat "$1.key" "$1.pem" >"$1.keystore.pem"
  rm "$1.csr"
}
for name in kafka-1 kafka-2 kafka-3 administrator; do vouch "$name"; done

for who in publish read consume sender; do
  openssl rand -base64 24 | tr -d '\n' >"password-of-counterfoil-$who"
done
# Read by the accounts inside the containers, which are not ours; the folder itself is closed to all others.
chmod 0444 ca.pem kafka-?.keystore.pem password-of-*
echo "made: $PWD" >&2
