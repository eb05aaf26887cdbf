#!/usr/bin/env bash
# What a stranger meets: HEAD in an empty folder, an empty home, no environment, npm ci, npm start, the requests that it
# prints, Ctrl-C, the same once more on the data that is there now. Needs git, curl, Node, npm and the package registry.
#
#   test/start/fresh-clone.sh            with the Node in PATH
#   test/start/fresh-clone.sh 24         with another one, from the npm package `node`
#
# Run it as root and as a user; it ends with "fine" or says what was not.
set -euo pipefail

repository=$(cd "$(dirname "$0")/../.." && pwd)
place=$(mktemp -d)
job=''
cleanup() {
  [ -z "$job" ] || kill -INT -- "-$job" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$place"
}
trap cleanup EXIT
fail() {
  printf '!! %s\n' "$1" >&2
  [ ! -f "${2:-}" ] || tail -n 40 "$2" >&2
  exit 1
}

mkdir "$place/home" "$place/tmp"
# The registry's way out of this machine may need a certificate or a proxy; nothing else goes along.
passed=()
for name in NODE_EXTRA_CA_CERTS HTTP_PROXY HTTPS_PROXY http_proxy https_proxy; do
  [ -z "${!name:-}" ] || passed+=("$name=${!name}")
done
stranger=(env -i "HOME=$place/home" "TMPDIR=$place/tmp" "PATH=$PATH" LANG=C "${passed[@]}")

if [ $# -gt 0 ]; then
  "${stranger[@]}" npm install --silent --prefix "$place/node" "node@$1"
  stranger+=("PATH=$place/node/node_modules/node/bin:$PATH")
fi
printf '== Node %s, npm %s, as %s\n' "$("${stranger[@]}" node --version)" "$("${stranger[@]}" npm --version)" "$(id -un)"

"${stranger[@]}" git config --global --add safe.directory '*'
"${stranger[@]}" git clone --quiet "file://$repository" "$place/help-desk"
cd "$place/help-desk"

printf '== npm ci\n'
"${stranger[@]}" npm ci >"$place/ci.log" 2>&1 || fail 'npm ci failed' "$place/ci.log"
if grep -E 'EBADENGINE|deprecated|ERR!' "$place/ci.log"; then fail 'npm ci warns'; fi

# A job of its own gets Ctrl-C as a terminal sends it: to npm and to Node at once.
set -m
start() {
  printf '== npm start, %s\n' "$1"
  "${stranger[@]}" PORT=0 npm start >"$place/start.log" 2>&1 &
  job=$!
  for _ in $(seq 600); do
    if grep -q '/api/docs' "$place/start.log"; then return; fi
    kill -0 "$job" 2>/dev/null || fail 'npm start ended' "$place/start.log"
    sleep 0.2
  done
  fail 'npm start took more than two minutes' "$place/start.log"
}
stop() {
  kill -INT -- "-$job"
  wait "$job" && code=0 || code=$?
  job=''
  # npm ends by the signal itself where its shell was hit by it as well.
  [ "$code" -eq 0 ] || [ "$code" -eq 130 ] || fail "Ctrl-C ended npm start with $code" "$place/start.log"
  if grep -E '"level":"(warn|error|fatal)"|npm (error|ERR)' "$place/start.log"; then fail 'there are warnings'; fi
  grep -qE 'Stopped\.|Остановлено\.' "$place/start.log" || fail 'it did not say that it stopped' "$place/start.log"
  [ ! -e data/postgres/postmaster.pid ] || fail 'a server was left behind'
}
token() {
  sed -nE "s/^ *$1: (\S+)$/\1/p" "$place/start.log"
}
# The printed line as it stands, the way somebody pastes it into a terminal.
try() {
  TOKEN=$(token "$1") bash -c "$(grep -E "$2" "$place/start.log" | head -n 1) --silent --show-error --fail-with-body" ||
    fail "the printed request failed: $2" "$place/start.log"
}
# Whoever pastes as fast as a script may be ahead of the view.
queue_shows() {
  for _ in $(seq 50); do
    try operator 'curl .*/queue ' >"$place/queue.json"
    if grep -q "$1" "$place/queue.json"; then return; fi
    sleep 0.2
  done
  fail "the queue does not show $1" "$place/queue.json"
}

start 'the first time'
try customer 'curl -X POST .*/tickets ' >"$place/ticket.json"
number=$(sed -nE 's/.*"number":"([^"]+)".*/\1/p' "$place/ticket.json")
[ -n "$number" ] || fail 'the ticket has no number' "$place/ticket.json"
queue_shows "$number"
stop

start 'on the data that is there'
queue_shows "$number"
stop
printf '== fine\n'
