#!/usr/bin/env bash
# cos.sh IDLC INCLUDE LEAST: the IDL of OMG's services, as the packages
# omniidl and omniorb-idl bring it, goes through idlc; what it makes compiles
# without a warning. A file may be refused only for what has no mapping to C
# yet. At least LEAST files have to become C. Exit status 0: so it is. 1: it
# is not. 99: it could not be tried.
set -u
idlc=$1
include=$(cd "$2" && pwd)
least=$3
idl=/usr/share/idl/omniORB

# The naming rules of OMG IDL are broken by Security.idl and all that include
# it (a member named like its type): omniidl refuses them, too.
options=(-x corba --relaxed-names -w -I "$idl/COS")
unmapped='E0701|E0702|E0712'
flags=(-std=c11 -O1 -ffreestanding -Wall -Wextra -Wconversion
    -Wsign-conversion -Wshadow -pedantic -Werror)

error() {
    printf 'ERROR: %s\n' "$*" >&2
    exit 99
}

[ -f "$idl/COS/CosNaming.idl" ] || error "install the package omniorb-idl"
work=$(mktemp -d) || error "no temporary folder"
trap 'rm -rf "$work"' EXIT
cd "$work" || error "no temporary folder"

status=0
became=()
refused=()
crashed() {
    printf 'FAILURE: %s\n' "$*"
    status=1
}

for file in "$idl"/COS/*.idl "$idl"/*.idl; do
    name=$(basename "$file" .idl)
    "$idlc" "${options[@]}" -I "$idl" "$file" >log 2>&1
    case $? in
    0) became+=("$name") ;;
    1)
        refused+=("$name")
        grep -E ' error E' log | grep -vE "error ($unmapped):" |
            grep -q . && { crashed "$file"; grep ' error E' log | head -n 3; }
        ;;
    *) crashed "$file: exit status $?" ;;
    esac
done

# A header that includes one that could not be made cannot be compiled, nor
# can those that include it.
drop_incomplete() {
    local name header dropped=1
    while [ "$dropped" ]; do
        dropped=
        for name in "${became[@]}"; do
            [ -e "$name.h" ] || continue
            for header in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$name.h"); do
                [ -e "$header" ] && continue
                refused+=("$name (includes $header)")
                rm "$name.h"
                dropped=1
                break
            done
        done
    done
}

compiled=0
drop_incomplete
for name in "${became[@]}"; do
    [ -e "$name.h" ] || continue
    compiled=$((compiled + 1))
    for side in client server; do
        for cc in gcc clang; do
            $cc "${flags[@]}" -I "$include" -I . -c "${name}_$side.c" \
                -o side.o || crashed "$cc: ${name}_$side.c"
        done
    done
done

printf '%d files became C, %d wait for a mapping: %s\n' "$compiled" \
    "${#refused[@]}" "${refused[*]}"
[ "$compiled" -ge "$least" ] || crashed "at least $least were wanted"
exit $status
