#!/usr/bin/env bash
# build.sh MACHINE PROGRAM [IDLC TWIN]: the runner of the vectors for i386 (by
# clang) or powerpc (big-endian), or the comparison with omniORB. With IDLC the
# vectors go through what it makes of TWIN.idl, stubs or stubs_dce, without
# through the codec.
set -eu
machine=$1
program=$2
idlc=${3:-}
twin=${4:-stubs}
here=$(cd "$(dirname "$0")" && pwd)
runtime=$here/../../runtime
warnings="-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -pedantic -Werror"

need() { # COMMAND PACKAGE
    command -v "$1" >/dev/null || {
        echo "error: $1 is missing: apt-get install $2" >&2
        exit 1
    }
}

need_file() { # FILE PACKAGE
    [ -e "$1" ] || {
        echo "error: $1 is missing: apt-get install $2" >&2
        exit 1
    }
}

# shellcheck disable=SC2086
runner() { # COMPILER FLAG...
    local sources=("$here/codec.c")
    if [ -n "$idlc" ]; then
        mkdir -p "$program.dir"
        "$idlc" -o "$program.dir" "$here/$twin.idl"
        if [ "$twin" = stubs ]; then
            "$idlc" -o "$program.dir" "$here/compare.idl"
        else
            set -- "$@" -DOF_DCE
        fi
        sources=("$here/stubs.c" "$program.dir/${twin}_client.c"
            "$program.dir/${twin}_server.c" "$runtime"/local/*.c)
    fi
    "$@" -std=c11 -O2 $warnings -I "$runtime/include" -I "$here" \
        -I "$program.dir" "${sources[@]}" "$here/vec.c" "$runtime"/core/*.c \
        -o "$program"
}

case $machine in
i386)
    need clang clang
    need i686-linux-gnu-gcc gcc-i686-linux-gnu
    need_file /usr/i686-linux-gnu/include/stdio.h libc6-dev-i386-cross
    runner clang -m32 -isystem /usr/i686-linux-gnu/include -static
    ;;
powerpc)
    need powerpc-linux-gnu-gcc gcc-powerpc-linux-gnu
    need_file /usr/powerpc-linux-gnu/include/stdio.h libc6-dev-powerpc-cross
    need qemu-ppc qemu-user
    runner powerpc-linux-gnu-gcc -static
    ;;
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
    echo "error: no such machine: $machine" >&2
    exit 2
    ;;
esac
