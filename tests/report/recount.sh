#!/bin/sh
# recount.sh IDLC CASE: what --report says has to be sanitised, counted once
# more in the generated C. Exit status 0: the same. 1: different. 2: could not
# be run.
set -u
idlc=$1
case=$2
here=$(dirname "$0")
stem=$(basename "$case" .idl)
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

given=$(sed -n '1s,^// options: ,,p' "$case")
# shellcheck disable=SC2086 # options are words
"$idlc" --report -w -o "$scratch" $given "$case" >"$scratch/report" || exit 2

# sum SIDE: over the totals of all interfaces
sum() {
    sed -n "s/^    values to sanitise.*$1 \([0-9]*\).*/\1/p" "$scratch/report" |
        awk '{ n += $1 } END { print n + 0 }'
}

# compare SIDE ROOTS FILE
compare() {
    said=$(sum "$1")
    counted=$(awk -v roots="$2" -f "$here/recount.awk" "$scratch/$3") || exit 2
    [ "$said" = "$counted" ] && return 0
    echo "$1: the report says $said values, $3 looks at $counted"
    return 1
}

status=0
compare server serve "${stem}_server.c" || status=1
compare client stub "${stem}_client.c" || status=1
exit $status
