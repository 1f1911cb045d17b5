#!/bin/sh
# run.sh IDLC LANGUAGE FILE INCLUDE: does what idlc makes of FILE compile
# without a warning? Exit status 0: yes. 1: no. 2: it could not be tried.
set -u
idlc=$1
language=$2
file=$3
include=$4
flags='-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -pedantic -Werror'

error() {
    echo "error: $*" >&2
    exit 2
}

for tool in gcc clang g++; do
    command -v $tool >/dev/null || error "no $tool"
done
[ -x "$idlc" ] || error "no compiler at $idlc"
scratch=$(mktemp -d) || error "no temporary folder"
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' INT TERM HUP

name=$(basename "$file" .idl)
"$idlc" -x "$language" -o "$scratch" "$file" || exit 1
cd "$scratch" || exit 2
for side in client server; do
    for cc in gcc clang; do
        # shellcheck disable=SC2086 # flags are words
        $cc -std=c11 -O2 -ffreestanding $flags -I"$include" -I. \
            -c "${name}_$side.c" -o "$side.o" || exit 1
    done
done
echo "#include \"$name.h\"" >header.cpp
# shellcheck disable=SC2086 # flags are words
g++ -std=c++17 $flags -I"$include" -I. -c header.cpp -o header.o || exit 1
