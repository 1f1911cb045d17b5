#!/bin/sh
# accept.sh IDLC: today's output of every case becomes the expected one.
set -u
here=$(dirname "$0")
status=0
GOLDEN_ACCEPT=1
export GOLDEN_ACCEPT
for case in "$here"/bad/*.idl "$here"/bad/*.sh "$here"/good/*.idl \
    "$here"/good/*.sh; do
    [ -e "$case" ] || continue
    "$here"/run.sh "$1" "$case" || status=1
done
exit $status
