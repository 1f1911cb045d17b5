#!/usr/bin/env bash
# demo.sh [xen]: builds IVMC and shows one call from the interface to the
# answer, over each transport, and a hostile client refused; with `xen`, calls
# between domains of real Xen, in an emulated machine, and a domain builder whose
# guests root in Dom0 cannot read. Installs missing Debian packages first.
set -eu
cd "$(dirname "$0")"

what=${1-calls}
case $what in
calls | xen) ;;
-h | --help)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d'
    exit 0
    ;;
*)
    echo "demo.sh shows nothing called $what; see demo.sh --help" >&2
    exit 2
    ;;
esac

bold=
plain=
if [ -t 1 ]; then
    bold=$(tput bold 2>/dev/null || true)
    plain=$(tput sgr0 2>/dev/null || true)
fi
work=$(mktemp -d)
server=

clean_up() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

title() {
    printf '\n%s== %s%s\n' "$bold" "$*" "$plain"
}

# Shows a command as one would type it, then runs it.
show() {
    printf '$ %s\n' "$*" | sed "s#$work#/run#g; s#$bin/hello/##g"
    "$@"
}

build() {
    local log=build/demo.log
    title "Building (the log is in $log)"
    scripts/packages.sh build
    [ "$what" != xen ] || scripts/packages.sh xen
    mkdir -p build
    { cmake -G Ninja -B build/demo -S . -DCMAKE_BUILD_TYPE=Release \
        -DIVMC_BUILD_TESTS=OFF && ninja -C build/demo; } >"$log" 2>&1 || {
        tail -n 20 "$log"
        exit 1
    }
}

# start ADDRESS: the server of the greeter; sets $at to where it serves.
start() {
    local tries
    : >"$work/log" # the last server's line is not this one's
    "$bin/hello/hello-server" "$1" >>"$work/log" 2>&1 &
    server=$!
    for ((tries = 0; tries < 100; tries++)); do
        grep -q '^serving at ' "$work/log" && break
        sleep 0.05
    done
    at=$(sed -n 's/^serving at //p' "$work/log")
    [ -n "$at" ] || { cat "$work/log"; exit 1; }
}

stop() {
    kill "$server"
    wait "$server" || true
    server=
}

# One boot: what runs there is a case of the tests, too.
show_xen() {
    local hello=$PWD/$bin/hello
    title "Booting Xen in QEMU: Dom0 and its guests (under a minute)"
    cat >"$work/demo.manifest" <<END
file $PWD/tests/system/xen/cases/demo.sh
file $hello/hello-server
file $hello/hello-client
file $hello/hello-guest.xen hello-guest
case demo 200 sh demo.sh
END
    tests/system/xen/run.sh --out build/demo/xen "$work/demo.manifest" \
        >"$work/verdicts" || {
        cat "$work/verdicts"
        tail -n 30 build/demo/xen/demo.log
        exit 1
    }
    grep -v '^Parsing config' build/demo/xen/demo.log
}

# A hypervisor with FLASK, which is built when it is not in the cache.
show_domb() {
    local domb=$PWD/$bin/domb scenario=$PWD/tests/domb/scenario
    local policy=examples/domb/policy
    title "Booting Xen with FLASK (its first time takes minutes: it is built)"
    cat >"$work/domb.manifest" <<END
before sh start.sh
file $scenario/start.sh
file $scenario/lib_domb.sh
file $scenario/forward.sh
file $PWD/$bin/hello/hello-guest
file $PWD/examples/domb/xl/domb-xl
file $domb/guest/domb.xen
file $domb/vfsback/vfsback
file $domb/cli/domb
file $domb/xl/libdomb-xl.so
file $domb/verify/domb-verify
file $scenario/demo.sh
case demo 300 sh demo.sh
linux-guest
END
    tests/system/xen/run.sh --xen flask --memory 1800 \
        --module $policy/dom0.te --module $policy/domU.te \
        --module $policy/domb.te --module $policy/initial_sids \
        --out build/demo/domb "$work/domb.manifest" >"$work/verdicts" || {
        cat "$work/verdicts"
        tail -n 30 build/demo/domb/demo.log
        exit 1
    }
    grep -v '^Parsing config' build/demo/domb/demo.log
    title "Where to go on"
    cat <<'END'
examples/domb/README.md          the domain builder
examples/hello/guest.c           the guest; man -l man/ivmc_guest.3
man -l man/ivmc_xen.3            processes of Linux; man/ivmc_xen.7 the protocol
tests/system/xen/shell.sh        a shell in Dom0
./check.sh xen                   all tests on real Xen
END
}

build
bin=build/demo/examples
if [ "$what" = xen ]; then
    show_xen
    show_domb
    exit 0
fi
idlc=build/demo/bin/idlc

title "1. An interface: examples/hello/hello.idl"
cat examples/hello/hello.idl

title "2. What idlc makes of it: the functions that a client calls"
"$idlc" -o "$work" examples/hello/hello.idl
sed -n '/^void hello_Greeter_greet/,/;/p; /^uint32_t hello_Greeter_count/,/;/p' \
    "$work/hello.h"
echo
echo "... and the code that checks what a hostile client sends:"
sed -n '/^static void serve_hello_Greeter_greet/,/^}/p' "$work/hello_server.c"

title "3. What is checked, counted by the compiler"
"$idlc" --report -o "$work" examples/hello/hello.idl

title "4. A server and a client, two processes, over each transport"
for address in "unix:$work/hello" "seqpacket:$work/packets" tcp:127.0.0.1:0 \
    'tcp:[::1]:0' "page:$work/pages"; do
    start "$address"
    show "$bin/hello/hello-client" "$at" World
    stop
done

title "5. The same service described in DCE IDL calls the same server"
start "unix:$work/hello"
show "$bin/hello/hello-client-dce" "$at" "an old friend"

title "6. A hostile client: octets that are no message, lengths that lie"
show "$bin/hello/hello-hostile" "$at"
echo "The server still serves:"
show "$bin/hello/hello-client" "$at" World
stop

title "Where to go on"
cat <<'END'
README.md          one call end to end, what is trusted
examples/files     a remote file service with ivmc-cat and ivmc-cp
man -l man/idlc.1  the compiler; man/ivmc.3 the runtime
HACKING.md         the tour of the house
./check.sh         all tests
END
