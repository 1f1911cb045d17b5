#!/bin/sh
# report.sh IDLC FILE.idl FUNCTIONS VALUES: the interface has so many functions,
# and at most so many values for its server to look at, no names among them.
# Exit status 0: so it is. 1: not. 2: could not be run.
set -u
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

"$1" --report --backend=xen -o "$scratch" "$2" >"$scratch/report" || exit 1
# TITLE: the first number of the line in the totals.
total() {
    sed -n "s/^    $1  *\(server \)\{0,1\}\([0-9]*\),.*/\2/p" "$scratch/report"
}
functions=$(total functions)
values=$(total 'values to sanitise')
names=$(total 'names among them')
[ "$functions" ] && [ "$values" ] && [ "$names" ] || {
    echo "error: the report has other lines than were expected" >&2
    exit 2
}
echo "functions $functions (of $3), values $values (at most $4), names $names"
[ "$functions" -eq "$3" ] && [ "$values" -le "$4" ] && [ "$names" -eq 0 ]
