#!/usr/bin/env bash
# vectors.sh TWIN SCRATCH IDLC: the vectors of tests/wire through the stubs of
# TWIN (see build.sh there), with a structure's padding, a union's rest and all
# memory that is lent unwritten: no octet that leaves is. Before, in stubs and
# stubs_dce, a side that moves structures as they lie in memory has to be found
# out.
# Exit status 0: so it is. 1: it is not. 2: could not be run.
set -eu
twin=$1
scratch=$2
idlc=$3
here=$(cd "$(dirname "$0")" && pwd)
wire=$here/../wire

case $twin in
shapes_*)
    vectors=("$wire"/{arrays,scalars,strings}.vec)
    seeded=
    ;;
*)
    vectors=("$wire"/{composed,runs,scalars}.vec)
    seeded='client server'
    ;;
esac
move='    ivmc_put_plain(e, 8, v, 1, sizeof *v);\n    return;'

build() { # PROGRAM ARGUMENT...
    local program=$1
    shift
    "$wire/build.sh" msan "$program" "$idlc" "$twin" "$@" || exit 2
}

mkdir -p "$scratch"
for side in $seeded; do
    said=$scratch/seeded_$side.txt
    build "$scratch/seeded_$side" $side \
        "/^static void put_Mixed(struct ivmc_enc/,/^}/s/^{/{\n$move/"
    status=0
    "$scratch/seeded_$side" "${vectors[@]}" >"$said" 2>&1 || status=$?
    grep -q 'was never written$' "$said" || {
        echo "error: a leak of the $side is not seen: exit status $status"
        head -n 20 "$said"
        exit 2
    }
done
build "$scratch/program"
"$scratch/program" "${vectors[@]}"
