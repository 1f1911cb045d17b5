#!/bin/sh
# quick.sh BUILD: measures every row once. Fails when one cannot be measured,
# a missing peer included; what the figures are is not looked at.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$1

"$here/../../bench.sh" --quick --build "$build" --json "$build/quick.json"
cd "$here/harness"
exec python3 -B -m unittest -q test_table
