#!/bin/sh
# usage.sh DOMB VFSBACK: what the programs say where there is no Xen, and to
# who does not know how they are used.
set -u
domb=$1
vfsback=$2
failed=0
unset DOMB_BUILDER DOMB_TOKENS

# expect STATUS TEXT COMMAND...: its exit status, and what it says.
expect() {
    want=$1 text=$2
    shift 2
    said=$("$@" 2>&1)
    status=$?
    if [ "$status" != "$want" ] || ! echo "$said" | grep -q -e "$text"; then
        echo "$*: exit status $status, not $want, or not '$text': $said"
        failed=1
    fi
}

nonce=0000000000000000000000000000000000000000000000000000000000000000
expect 2 '^usage: domb' "$domb"
expect 2 '^usage: domb' "$domb" dance
expect 2 '^usage: domb' "$domb" log
expect 2 '^usage: domb' "$domb" build
expect 2 'hexadecimal' "$domb" build --kernel-digest 12 a.cfg
expect 2 'hexadecimal' "$domb" quote 12 /nowhere/quote
expect 0 'quote  *NONCE' "$domb" --help
expect 1 'run this as root in Dom0' "$domb" log /nowhere/log
expect 1 'run this as root in Dom0' "$domb" quote $nonce /nowhere/quote
expect 1 'builder at page:/nowhere' env DOMB_BUILDER=page:/nowhere/builder \
    "$domb" log /nowhere/log
expect 1 'is it installed' env PATH=/nowhere "$domb" build a.cfg
expect 1 'is it installed' env PATH=/nowhere "$domb" verify
expect 2 '^usage: vfsback' "$vfsback"
expect 0 '^usage: vfsback' "$vfsback" -h
expect 1 'vfsback: /nowhere: No such' "$vfsback" /nowhere
expect 1 'vfsback: unix:/nowhere/s' "$vfsback" -s unix:/nowhere/s /tmp
exit $failed
