#!/usr/bin/env bash
# check.sh RUNTIME SCRATCH: the lines of code of the core's files that the
# least client and the least server link, beside their budgets.
set -eu
runtime=$1
scratch=$2
here=$(cd "$(dirname "$0")" && pwd)
status=0
rm -rf "$scratch"
mkdir -p "$scratch"

for file in "$runtime"/core/*.c; do
    gcc -std=c11 -ffreestanding -I "$runtime/include" -c "$file" \
        -o "$scratch/$(basename "$file").o"
done
ar rc "$scratch/core.a" "$scratch"/*.o

lines_of() { # PROGRAM
    gcc -std=c11 -I "$runtime/include" "$here/$1.c" "$scratch/core.a" \
        -o "$scratch/$1" -Wl,-Map="$scratch/$1.map"
    sed -n "s|.*/core\.a(\(.*\)\.o).*|$runtime/core/\1|p" "$scratch/$1.map" |
        sort -u >"$scratch/$1.files"
    cloc --quiet --csv --list-file="$scratch/$1.files" |
        awk -F, '$2 == "C" { print $5 }'
}

budget() { # PROGRAM LINES
    local lines
    lines=$(lines_of "$1")
    echo "$1: $lines lines of at most $2"
    [ "$lines" -le "$2" ] || status=1
}

budget client 600
budget server 600
exit $status
