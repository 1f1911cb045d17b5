#!/usr/bin/env bash
# run.sh COMPILER LEVEL SCRATCH IDLC: everything that decodes shared memory,
# compiled by that compiler at that level, under the oracle: the cases of
# behaviour with all their attacks, and the page channel. First the oracle
# itself has to see a double fetch.
set -eu
compiler=$1
level=$2
scratch=$3
idlc=$4
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/fetch/lib.sh
. "$here/lib.sh"

include=(-I "$runtime/include" -I "$runtime/core" -I "$runtime/page"
    -I "$tests/behaviour/machines" -I "$tests/behaviour/support"
    -I "$tests/unit" -I "$tests/unit/page" -I "$here")
# The compiler tells of each load it makes; octets are moved by calls alone.
watched=("$level" -fsanitize=thread -fno-builtin)

# Links what is looked at and what looks, and runs it.
ours() { # PROGRAM OBJECT...
    local program=$1
    shift
    "$compiler" "$@" "$scratch"/core/*.o "$scratch"/oracle/*.o \
        -Wl,--wrap=ivmc_get_shared_octets -o "$program"
    "$program"
}

compile_hooks "$scratch/oracle" "$here/oracle.c"
compile "$scratch/tools" "${include[@]}" -O1 -- "$here/scene_shared.c" \
    "$here/seeded_main.c" "$here/page.c" "$tests/unit/page/rig.c" \
    "$tests/behaviour/support/scene.c" "$tests/behaviour/machines/check.c" \
    "$tests/unit/unit_main.c"
compile "$scratch/core" "${include[@]}" "${watched[@]}" -- "$runtime"/core/*.c
compile "$scratch/local" "${include[@]}" "${watched[@]}" -- "$runtime"/local/*.c
compile "$scratch/page" "${include[@]}" "${watched[@]}" -- "$runtime"/page/*.c
compile "$scratch/seeded" "${include[@]}" "${watched[@]}" -- "$here/seeded.c"

ours "$scratch/seeded/program" "$scratch/tools/seeded_main.o" \
    "$scratch/seeded/seeded.o"
ours "$scratch/page/program" "$scratch/tools/page.o" "$scratch/tools/rig.o" \
    "$scratch"/page/*.o

play() { # SOURCE...
    compile "$made" -I "$made" "${include[@]}" "${watched[@]}" -- "$@"
    ours "$made/program" "$made"/*.o "$scratch"/local/*.o \
        "$scratch/tools/scene.o" "$scratch/tools/scene_shared.o" \
        "$scratch/tools/check.o" "$scratch/tools/unit_main.o"
}
each_scene play
