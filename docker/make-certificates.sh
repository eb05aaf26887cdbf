#!/bin/sh
# Makes a certificate authority and the certificates of three EventStoreDB nodes: make-certificates.sh FOLDER.
# What is there stays as it is. All nodes bear one common name, by which they know each other.
# FOLDER/ca.key is needed for further certificates only: move it to where no server is.
set -eu
umask 077
folder=${1:?which folder}
days=${CERTIFICATE_DAYS:-825}
mkdir -p "$folder/ca"

if [ ! -s "$folder/ca/ca.crt" ]; then
  openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -subj '/O=Help desk/CN=help-desk-ca' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -keyout "$folder/ca.key" -out "$folder/ca/ca.crt" 2>/dev/null
fi

for node in eventstoredb-1 eventstoredb-2 eventstoredb-3; do
  [ ! -s "$folder/$node/node.crt" ] || continue
  mkdir -p "$folder/$node"
  openssl req -new -newkey rsa:2048 -nodes -sha256 -subj '/CN=eventstoredb-node' \
    -keyout "$folder/$node/node.key" -out "$folder/$node/node.csr" 2>/dev/null
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature,keyEncipherment' \
    'extendedKeyUsage=serverAuth,clientAuth' "subjectAltName=DNS:$node,DNS:localhost,IP:127.0.0.1" >"$folder/extensions"
  openssl x509 -req -sha256 -days "$days" -in "$folder/$node/node.csr" -extfile "$folder/extensions" \
    -CA "$folder/ca/ca.crt" -CAkey "$folder/ca.key" -CAcreateserial -out "$folder/$node/node.crt" 2>/dev/null
  rm "$folder/extensions" "$folder/$node/node.csr"
done
rm -f "$folder/ca/ca.srl" "$folder/ca.srl"
# A container's user is not the files' owner; the folder around them is closed.
chmod 755 "$folder/ca" "$folder"/eventstoredb-*
chmod 444 "$folder"/ca/ca.crt "$folder"/eventstoredb-*/node.*
