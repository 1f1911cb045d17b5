# What the scripts of this folder share; sourced with `compiler`, `scratch` and
# `idlc` set. Sets `tests` and `runtime`, and empties the scratch folder.

tests=$here/..
runtime=$tests/../runtime

command -v "$compiler" >/dev/null || {
    echo "error: $compiler is missing: apt-get install $compiler" >&2
    exit 2
}
rm -rf "$scratch"
mkdir -p "$scratch"

# compile FOLDER FLAG... -- FILE...: objects in the folder.
compile() {
    local folder=$1 flags=()
    shift
    while [ "$1" != -- ]; do
        flags+=("$1")
        shift
    done
    shift
    mkdir -p "$folder"
    (cd "$folder" && "$compiler" -std=c11 -w "${flags[@]}" -c "$@")
}

# compile_hooks FOLDER FILE...: what compilers' loads and stores call, and who
# judges them. Loops are not made calls of memcpy: memcpy is such a loop.
compile_hooks() {
    local folder=$1 flags=(-g -O2 -D_GNU_SOURCE -fno-builtin -I "$here"
        -I "$runtime/include" -I "$runtime/page")
    shift
    [ "$compiler" = clang ] || flags+=(-fno-tree-loop-distribute-patterns)
    compile "$folder" "${flags[@]}" -- "$here/hooks.c" \
        "$here/hooks_atomics.c" "$@"
}

# each_scene COMMAND...: each case of behaviour that plays in a scene; what
# idlc makes of its IDL is in $made, and COMMAND gets its sources.
each_scene() {
    local case folder file idl options
    for case in "$tests"/behaviour/*/test.c; do
        folder=$(dirname "$case")
        grep -q '"scene.h"' "$folder"/*.c || continue
        idl=("$folder"/*.idl)
        [ "$(basename "$folder")" != naming ] ||
            idl=("${COS:-/usr/share/idl/omniORB/COS}/CosNaming.idl")
        made=$scratch/$(basename "$folder")
        mkdir -p "$made"
        options=(--async)
        [ "$(basename "$folder")" != kinds ] || options+=(--any -w)
        for file in "${idl[@]}"; do
            "$idlc" "${options[@]}" -o "$made" "$file"
        done
        "$@" "$made"/*.c "$folder"/*.c
    done
}
