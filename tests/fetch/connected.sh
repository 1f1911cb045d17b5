#!/usr/bin/env bash
# connected.sh COMPILER LEVEL SCRATCH IDLC: the page channel, its port of the
# host, and what tests/conformance asks of every transport, with the fetches
# out of the pages counted (connected.c); before, what must be seen.
set -eu
compiler=$1
level=$2
scratch=$3
idlc=$4
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/fetch/lib.sh
. "$here/lib.sh"
conformance=$tests/conformance
failed=0

mkdir -p "$scratch/probe"
"$idlc" --async -o "$scratch/probe" "$conformance/probe/probe.idl"

plain=(-g -D_GNU_SOURCE -fno-builtin
    -D__builtin_memcpy=memcpy -D__builtin_memset=memset -I "$here" -I "$conformance"
    -I "$conformance/probe" -I "$scratch/probe" -I "$tests/unit"
    -I "$runtime/include" -I "$runtime/page" -I "$runtime/core" -I "$runtime/sockets")
watched=("${plain[@]}" "$level" -fsanitize=thread)
read -r -a library <<<"$(pkg-config --libs check)"

link() { # PROGRAM OBJECT...
    local program=$1
    shift
    "$compiler" -Wl,--wrap=mmap,--wrap=munmap "$@" "$scratch"/oracle/*.o \
        -pthread "${library[@]}" -o "$program"
}

compile_hooks "$scratch/oracle" "$here/connected.c"
compile "$scratch/seeded" "${watched[@]}" -- "$here/connected_seeded.c"
link "$scratch/seeded/run" "$scratch"/seeded/*.o
"$scratch/seeded/run" || {
    echo "error: a seeded double fetch is missed by $compiler $level"
    exit 2
}

compile "$scratch/core" "${watched[@]}" -- "$runtime"/core/*.c
compile "$scratch/runtime" "${watched[@]}" -- "$runtime"/sockets/*.c \
    "$runtime"/page/*.c "$runtime"/page/port_host/*.c "$scratch"/probe/*.c
compile "$scratch/cases" "${plain[@]}" -O1 -- "$conformance/conformance.c" \
    "$conformance"/cases_*.c "$conformance/pair_page.c" \
    "$conformance/descriptors.c" "$conformance/probe/servant.c" \
    "$tests/unit/unit_main.c"
for transport in page page_one; do
    compile "$scratch/$transport" "${plain[@]}" -O1 -- \
        "$conformance/transport_$transport.c"
    link "$scratch/$transport/run" "$scratch/$transport"/*.o \
        "$scratch"/cases/*.o "$scratch"/runtime/*.o "$scratch"/core/*.o
    echo "-- $transport, $compiler $level"
    # In one process: what was counted is told at its end.
    CK_FORK=no "$scratch/$transport/run" || {
        echo "failure: $transport with $compiler $level: status $?"
        failed=1
    }
done
exit $failed
