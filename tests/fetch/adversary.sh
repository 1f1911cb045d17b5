#!/usr/bin/env bash
# adversary.sh COMPILER SCRATCH IDLC: the cases of behaviour on bodies that
# change with each fetch (adversary.c), under the address and undefined-behaviour
# sanitizers.
set -eu
compiler=$1
scratch=$2
idlc=$3
here=$(cd "$(dirname "$0")" && pwd)
tests=$here/..
runtime=$tests/../runtime
cos=${COS:-/usr/share/idl/omniORB/COS}

command -v "$compiler" >/dev/null || {
    echo "error: $compiler is missing: apt-get install $compiler"
    exit 2
}
rm -rf "$scratch"
mkdir -p "$scratch"

include=(-I "$runtime/include" -I "$tests/behaviour/machines"
    -I "$tests/behaviour/support" -I "$tests/unit")
sanitizers=(-fsanitize=address,undefined -fno-sanitize-recover=all)
# Octets are moved by calls alone, so that each is seen.
watched=(-O1 -fno-builtin "${sanitizers[@]}")

compile() { # FOLDER FLAG... -- FILE...
    local folder=$1 flags=()
    shift
    while [ "$1" != -- ]; do
        flags+=("$1")
        shift
    done
    shift
    mkdir -p "$folder"
    (cd "$folder" &&
        "$compiler" -std=c11 -g -w "${include[@]}" "${flags[@]}" -c "$@")
}

compile "$scratch/tools" -O2 -- "$here/adversary.c" \
    "$tests/behaviour/support/scene.c" "$tests/behaviour/machines/check.c" \
    "$tests/unit/unit_main.c"
compile "$scratch/core" "${watched[@]}" -- "$runtime"/core/*.c \
    "$runtime"/local/*.c

for case in "$tests"/behaviour/*/test.c; do
    folder=$(dirname "$case")
    name=$(basename "$folder")
    grep -q '"scene.h"' "$folder"/*.c || continue # it has its own transport
    idl=("$folder"/*.idl)
    [ "$name" != naming ] || idl=("$cos/CosNaming.idl")
    made=$scratch/$name
    mkdir -p "$made"
    for file in "${idl[@]}"; do
        "$idlc" --async -o "$made" "$file"
    done
    compile "$made" -I "$made" "${watched[@]}" -- "$made"/*.c "$folder"/*.c
    "$compiler" "${sanitizers[@]}" "$made"/*.o "$scratch"/core/*.o \
        "$scratch"/tools/*.o -Wl,--wrap=memcpy,--wrap=memmove,--wrap=memcmp \
        -o "$made/program"
    "$made/program"
done
