#!/usr/bin/env bash
# run.sh MACHINE CASE SCRATCH IDLC [IDL...] -- [OPTION...]: one case of
# behaviour, built and run for i386 (by clang) or powerpc (big-endian). Without
# the sanitizers, which Debian has for neither: what they look for the native
# run looks for.
set -eu
machine=$1
folder=$2
scratch=$3
idlc=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd)
tests=$here/../..
runtime=$tests/../runtime
warnings="-Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -pedantic -Werror"

idl=()
while [ "$1" != -- ]; do
    idl+=("$1")
    shift
done
shift

# shellcheck source=tests/support/machine.sh
. "$tests/support/machine.sh"
machine_begin "$machine"

rm -rf "$scratch"
mkdir -p "$scratch"
for file in "${idl[@]}"; do
    "$idlc" "$@" -o "$scratch" "$file"
done
# shellcheck disable=SC2086
"${compiler[@]}" -std=c11 -O1 $warnings -I "$here" -I "$scratch" \
    -I "$here/../support" -I "$tests/unit" -I "$runtime/include" \
    "$folder"/*.c "$scratch"/*.c "$here/check.c" "$here/../support"/*.c \
    "$tests/unit/unit_main.c" "$runtime"/core/*.c "$runtime"/local/*.c \
    -o "$scratch/case"
"${start[@]}" "$scratch/case"
