#!/bin/sh
# Makes the passwords and keys of an installation: make-secrets.sh FOLDER [cluster]. What is there stays as it is, so it
# can be run again. Nothing is printed. Keep a copy of FOLDER/service/VAULT_KEK apart: without it nothing personal can
# be read.
set -eu
umask 077
folder=${1:?which folder}

# A container's user is not the file's owner: files are readable, the folders around them are closed (umask).
keep() {
  if [ -s "$folder/$1" ]; then cat >/dev/null; return; fi
  mkdir -p "$folder/${1%/*}"
  cat >"$folder/$1.new"
  chmod 444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
}
password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

for name in superuser owner app; do password | keep "database/$name"; done
database() { printf 'postgres://help_desk_%s:%s@postgres:5432/help_desk' "$1" "$(cat "$folder/database/$1")"; }
database app | keep service/DATABASE_URL
database owner | keep owner/DATABASE_ADMIN_URL
head -c 32 /dev/urandom | base64 | keep service/VAULT_KEK

[ "${2:-}" = cluster ] || exit 0
for name in admin ops help-desk metrics; do password | keep "eventstoredb/$name"; done
printf 'EVENTSTORE_DEFAULT_ADMIN_PASSWORD=%s\nEVENTSTORE_DEFAULT_OPS_PASSWORD=%s\n' \
  "$(cat "$folder/eventstoredb/admin")" "$(cat "$folder/eventstoredb/ops")" | keep eventstoredb/nodes.env
printf 'esdb://help-desk:%s@%s?tls=true&tlsCAFile=/certificates/ca.crt' "$(cat "$folder/eventstoredb/help-desk")" \
  eventstoredb-1:2113,eventstoredb-2:2113,eventstoredb-3:2113 | keep eventstoredb/EVENTSTORE_URL

password | keep grafana/admin
sh "$(dirname "$0")/make-certificates.sh" "$folder/certificates"
