#!/usr/bin/env bash
# hello.sh BIN: one service in two languages; clients of either description
# call the server over every transport.
. "$(dirname "$0")/lib.sh"
bin=$1

expect() {
    local want=$1 got
    shift
    got=$("$@" 2>&1)
    [ "$got" = "$want" ] || fail "$*: got '$got', wanted '$want'"
}

for address in "unix:$work/hello" "seqpacket:$work/hello-packets" \
    tcp:127.0.0.1:0 'tcp:[::1]:0' "page:$work/hello-pages"; do
    start_server "$work/log" "$bin/hello-server" "$address"
    at=$(address_of "$work/log")
    before=$(descriptors "$server")
    expect $'Hello, World!\n1 greeted so far' "$bin/hello-client" "$at" World
    expect $'Hello, C!\nHello, DCE!\n3 greeted so far' \
        "$bin/hello-client-dce" "$at" C DCE
    long=$(printf '%064d' 0)
    expect "hello-client: $at: a value is not allowed by the interface" \
        "$bin/hello-client" "$at" "$long"
    sleep 0.1
    [ "$(descriptors "$server")" = "$before" ] || fail "descriptors leak"
    stop_server "$server"
    [ ! -e "${address#*:}" ] || fail "$address is left behind"
done

"$bin/hello-client" "unix:$work/nobody" World 2>"$work/err" &&
    fail "a client without a server succeeds"
grep -q "$work/nobody" "$work/err" || fail "the error does not name the address"
"$bin/hello-client" nonsense World 2>/dev/null && fail "a bad address succeeds"
exit 0
