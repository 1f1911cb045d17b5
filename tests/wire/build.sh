#!/usr/bin/env bash
# build.sh MACHINE PROGRAM [IDLC TWIN [SIDE EDIT]]: the runner of the vectors for i386 (by
# clang) or powerpc (big-endian), or the comparison with omniORB. With IDLC the
# vectors go through what it makes of TWIN: stubs and stubs_dce are the IDL
# here, shapes_corba and shapes_dce what shapes.awk makes of the vectors.
# Without, they go through the codec. For a test that has to fail, EDIT is sed's
# and changes the C of the SIDE, client or server.
set -eu
machine=$1
program=$2
idlc=${3:-}
twin=${4:-stubs}
side=${5:-}
edit=${6:-}
here=$(cd "$(dirname "$0")" && pwd)
runtime=$here/../../runtime
warnings="-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -pedantic -Werror"

# shellcheck source=tests/support/machine.sh
. "$here/../support/machine.sh"

# What idlc makes of the twin, in the folder of the program.
generate() {
    local language=${twin#shapes_} vectors
    rm -rf "$program.dir"
    mkdir -p "$program.dir"
    case $twin in
    shapes_*)
        vectors=("$here"/{arrays,scalars,strings}.vec)
        "$here/shapes.awk" "$language" idl "${vectors[@]}" \
            >"$program.dir/shapes.idl"
        "$here/shapes.awk" "$language" table "${vectors[@]}" \
            >"$program.dir/shapes_table.h"
        "$idlc" -x "$language" -w -o "$program.dir" "$program.dir/shapes.idl"
        ;;
    stubs)
        "$idlc" -o "$program.dir" "$here/stubs.idl"
        "$idlc" -o "$program.dir" "$here/compare.idl"
        ;;
    *)
        "$idlc" -o "$program.dir" "$here/$twin.idl"
        ;;
    esac
}

spoil() {
    local file=("$program.dir"/s*_"$side.c")
    cp "${file[0]}" "$program.before"
    sed -i "$edit" "${file[0]}"
    ! cmp -s "${file[0]}" "$program.before" || {
        echo "error: nothing to edit in ${file[0]}" >&2
        exit 2
    }
}

# shellcheck disable=SC2086
runner() { # COMPILER FLAG...
    local sources=("$here/codec.c")
    if [ -n "$idlc" ]; then
        generate
        [ -z "$side" ] || spoil
        [ "$twin" != stubs_dce ] || set -- "$@" -DOF_DCE
        sources=("$here/${twin%%_*}.c" "$here/heard.c" "$program.dir"/*.c
            "$runtime"/local/*.c)
    fi
    "$@" -std=c11 -O2 $warnings -I "$runtime/include" -I "$here" \
        -I "$here/../support" -I "$program.dir" "${sources[@]}" "$here/vec.c" "$runtime"/core/*.c \
        -o "$program"
}

case $machine in
omniorb)
    need omniidl omniidl
    need_file /usr/include/omniORB4/CORBA.h libomniorb4-dev
    scratch=$program.dir
    mkdir -p "$scratch"
    omniidl -bcxx -C "$scratch" "$here/compare.idl"
    gcc -std=c11 -O1 -c "$here/vec.c" -o "$scratch/vec.o"
    g++ -std=c++17 -O0 -w -I "$scratch" -c "$scratch/compareSK.cc" \
        -o "$scratch/compareSK.o"
    g++ -std=c++17 -O0 -Wall -Wextra -isystem "$scratch" -I "$here" \
        "$here/omniorb.cc" "$scratch/compareSK.o" "$scratch/vec.o" \
        -lomniORB4 -lomnithread -o "$program"
    ;;
*)
    machine_begin "$machine"
    runner "${compiler[@]}"
    ;;
esac
