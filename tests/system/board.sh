#!/usr/bin/env bash
# board.sh BIN: the same servant and the same visitor, wherever calls go:
# within a program, over sockets and pages, and between tasks of L4.
. "$(dirname "$0")/lib.sh"
bin=$1
want=$(cat "$(dirname "$0")/board.txt")

expect() {
    local got
    got=$("$@" 2>&1)
    [ "$got" = "$want" ] || fail "$*: got '$got', wanted '$want'"
}

expect "$bin/board-local"
expect "$bin/board-l4"
for address in "unix:$work/board" "seqpacket:$work/board-packets" \
    tcp:127.0.0.1:0 "page:$work/board-pages"; do
    start_server "$work/log" "$bin/board-server" "$address"
    expect "$bin/board-client" "$(address_of "$work/log")"
    stop_server "$server"
done

# One library has them, for all: no program has a servant of its own.
for program in "$bin"/board-{local,server,l4,guest}; do
    [ -x "$program" ] || fail "no $program"
done
