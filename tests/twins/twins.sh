#!/bin/sh
# twins.sh IDLC STEM: STEM.corba.idl and STEM.dce.idl describe one interface.
# Their operations must have the same texts, signatures and bounds.
# Exit status 0: the same. 1: different. 2: could not be run.
set -u
idlc=$1
stem=$2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

for language in corba dce; do
    "$idlc" -x $language --dump=wire -w "$stem.$language.idl" \
        >"$scratch/dump" || exit 2
    # Bounds without the checks and memory behind them.
    sed -n -e '/^    text:/p' -e '/^    signature:/p' \
        -e 's/^\(    [a-z][a-z -]*: .* octets\).*/\1/p' \
        "$scratch/dump" >"$scratch/$language"
    grep -q '^    text:' "$scratch/$language" || {
        echo "error: no operations in $stem.$language.idl" >&2
        exit 2
    }
done
diff -u "$scratch/corba" "$scratch/dce"
