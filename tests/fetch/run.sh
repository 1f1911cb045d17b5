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
tests=$here/..
runtime=$tests/../runtime
cos=${COS:-/usr/share/idl/omniORB/COS}

command -v "$compiler" >/dev/null || {
    echo "error: $compiler is missing: apt-get install $compiler"
    exit 2
}
rm -rf "$scratch"
mkdir -p "$scratch/watched"

include=(-I "$runtime/include" -I "$runtime/core" -I "$runtime/page"
    -I "$tests/behaviour/machines" -I "$tests/behaviour/support"
    -I "$tests/unit" -I "$tests/unit/page" -I "$here")
# The compiler tells of each load it makes; octets are moved by calls alone.
watched=("$level" -fsanitize=thread -fno-builtin)
link=(-Wl,--wrap=memcpy -Wl,--wrap=memmove -Wl,--wrap=memset
    -Wl,--wrap=memcmp)

compile() { # FOLDER FLAG... -- FILE...
    local folder=$1 flags=() file
    shift
    while [ "$1" != -- ]; do
        flags+=("$1")
        shift
    done
    shift
    mkdir -p "$folder"
    for file in "$@"; do
        "$compiler" -std=c11 -w "${include[@]}" "${flags[@]}" -c "$file" \
            -o "$folder/$(basename "$file" .c).o"
    done
}

# ours FILE...: links what is looked at and what looks, and runs it.
ours() { # PROGRAM OBJECT...
    local program=$1
    shift
    "$compiler" "$@" "$scratch"/core/*.o "$scratch/tools/oracle.o" \
        "${link[@]}" -o "$program"
    "$program"
}

compile "$scratch/tools" -O1 -- "$here/oracle.c" "$here/scene_shared.c" \
    "$here/seeded_main.c" "$here/page.c" "$tests/unit/page/rig.c" \
    "$tests/behaviour/support/scene.c" "$tests/behaviour/machines/check.c" \
    "$tests/unit/unit_main.c"
compile "$scratch/core" "${watched[@]}" -- "$runtime"/core/*.c
compile "$scratch/local" "${watched[@]}" -- "$runtime"/local/*.c
compile "$scratch/page" "${watched[@]}" -- "$runtime"/page/*.c
compile "$scratch/seeded" "${watched[@]}" -- "$here/seeded.c"

ours "$scratch/seeded/program" "$scratch/tools/seeded_main.o" \
    "$scratch/seeded/seeded.o"
ours "$scratch/page/program" "$scratch/tools/page.o" "$scratch/tools/rig.o" \
    "$scratch"/page/*.o

for case in "$tests"/behaviour/*/test.c; do
    folder=$(dirname "$case")
    name=$(basename "$folder")
    grep -q '"scene.h"' "$folder"/*.c || continue # it has its own transport
    idl=("$folder"/*.idl)
    [ "$name" != naming ] || idl=("$cos/CosNaming.idl")
    made=$scratch/$name/idl
    mkdir -p "$made"
    for file in "${idl[@]}"; do
        "$idlc" --async -o "$made" "$file"
    done
    compile "$scratch/$name" -I "$made" "${watched[@]}" -- "$made"/*.c \
        "$folder"/*.c
    ours "$scratch/$name/program" "$scratch/$name"/*.o "$scratch"/local/*.o \
        "$scratch/tools/scene.o" "$scratch/tools/scene_shared.o" \
        "$scratch/tools/check.o" "$scratch/tools/unit_main.o"
done
