#!/usr/bin/env bash
# budget.sh RUNTIME SCRATCH ROOM PROGRAM.c...: the lines of code of a room's C
# files from which each program takes a symbol, beside the budget of 600.
set -eu
runtime=$1
scratch=$2
room=$3
shift 3
status=0
rm -rf "$scratch"
mkdir -p "$scratch"

archive() { # ROOM
    local file
    mkdir "$scratch/$1"
    for file in "$runtime/$1"/*.c; do
        gcc -std=c11 -ffreestanding -I "$runtime/include" -I "$runtime/core" \
            -c "$file" -o "$scratch/$1/$(basename "$file").o"
    done
    ar rc "$scratch/$1.a" "$scratch/$1"/*.o
}
archive core
[ "$room" = core ] || archive "$room"

lines_of() { # NAME SOURCE
    gcc -std=c11 -I "$runtime/include" -I "$runtime/$room" "$2" \
        "$scratch/$room.a" "$scratch/core.a" -o "$scratch/$1" \
        -Wl,-Map="$scratch/$1.map"
    sed -n "s|.*/$room\.a(\(.*\)\.o).*|$runtime/$room/\1|p" \
        "$scratch/$1.map" | sort -u >"$scratch/$1.files"
    cloc --quiet --csv --list-file="$scratch/$1.files" |
        awk -F, '$2 == "C" { print $5 }'
}

for source in "$@"; do
    name=$(basename "$source" .c)
    lines=$(lines_of "$name" "$source")
    echo "$name: $lines lines of at most 600"
    [ "$lines" -le 600 ] || status=1
done
exit $status
