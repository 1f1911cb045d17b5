#!/usr/bin/env bash
# scenes.sh SCRATCH IDLC: the cases of behaviour, with all their attacks, under
# the MemorySanitizer: no octet that leaves is one that nobody has written
# (scene_unwritten.c). Before, stubs that leave some of their room as it was have
# to be found out.
# Exit status 0: so it is. 1: it is not. 2: could not be run.
set -eu
scratch=$1
idlc=$2
here=$(cd "$(dirname "$0")" && pwd)
compiler=clang
# shellcheck source=tests/fetch/lib.sh
. "$here/../fetch/lib.sh"
# shellcheck source=tests/support/machine.sh
. "$tests/support/machine.sh"
machine_begin msan
flags=(-O1 "${compiler[@]:1}" -I "$runtime/include"
    -I "$tests/behaviour/machines" -I "$tests/behaviour/support"
    -I "$tests/support" -I "$tests/unit")

compile "$scratch/shared" "${flags[@]}" -- "$here/scene_unwritten.c" \
    "$tests/behaviour/support/scene.c" "$tests/behaviour/machines/check.c" \
    "$tests/unit/unit_main.c" "$runtime"/core/*.c "$runtime"/local/*.c

program() { # FOLDER SOURCE...
    local folder=$1
    shift
    compile "$folder" "${flags[@]}" -I "$made" -- "$@"
    "${compiler[@]}" "$folder"/*.o "$scratch"/shared/*.o -o "$folder/program"
}

seed() { # SOURCE...
    local folder=$made/seeded
    [ "$(basename "$made")" = values ] || return 0
    mkdir -p "$folder"
    cp "$made"/values_*.c "$folder"
    sed -i '/^static void put_values_[A-Za-z]*(struct ivmc_enc/,/^}/s/^{/{\
    (void)ivmc_put_run(e, 4, 16); return;/' "$folder"/values_*.c
    program "$folder" "$folder"/values_*.c "${@:3}"
    "$folder/program" >"$folder/said" 2>&1 || true
    grep -q 'was never written$' "$folder/said" || {
        echo "error: a leak is not seen"
        head -n 20 "$folder/said"
        exit 2
    }
}

play() { # SOURCE...
    program "$made" "$@"
    "$made/program"
}

each_scene seed
each_scene play
