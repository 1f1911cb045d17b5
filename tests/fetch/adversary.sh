#!/usr/bin/env bash
# adversary.sh COMPILER SCRATCH IDLC: the cases of behaviour on bodies that
# change with each fetch (adversary.c), under the address and undefined-behaviour
# sanitizers.
set -eu
compiler=$1
scratch=$2
idlc=$3
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/fetch/lib.sh
. "$here/lib.sh"

include=(-I "$runtime/include" -I "$tests/behaviour/machines"
    -I "$tests/behaviour/support" -I "$tests/unit")
sanitizers=(-fsanitize=address,undefined -fno-sanitize-recover=all)
# Octets are moved by calls alone, so that each is seen.
watched=(-g -O1 -fno-builtin "${sanitizers[@]}")

compile "$scratch/tools" -g "${include[@]}" -O2 -- "$here/adversary.c" \
    "$tests/behaviour/support/scene.c" "$tests/behaviour/machines/check.c" \
    "$tests/unit/unit_main.c"
compile "$scratch/core" "${include[@]}" "${watched[@]}" -- "$runtime"/core/*.c \
    "$runtime"/local/*.c

play() { # SOURCE...
    compile "$made" -I "$made" "${include[@]}" "${watched[@]}" -- "$@"
    "$compiler" "${sanitizers[@]}" "$made"/*.o "$scratch"/core/*.o \
        "$scratch"/tools/*.o -Wl,--wrap=memcpy,--wrap=memmove,--wrap=memcmp \
        -o "$made/program"
    "$made/program"
}
each_scene play
