#!/bin/sh
# dice.sh ROOT: each defect in docs/dice.md has tests, and they are run.
# Exit status 0: so it is. 1: it is not. 2: could not be run.
set -u
cd "$1" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
status=0

complain() {
    echo "docs/dice.md: $*"
    status=1
}

sed -n 's/^| \(D[0-9]*\) |[^|]*| \([^|]*\) | \([^|]*\) |$/\1 \2 \3/p' \
    docs/dice.md >"$scratch/rows"
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
    grep -q "^D$n " "$scratch/rows" || complain "no test for D$n"
done
while read -r id file name; do
    case $file in
    *.c)
        # Written, and added to a case.
        grep -q "^START_TEST($name)\$" "$file" &&
            grep -q "tcase_add[a-z_]*([a-z]*, $name[,)]" "$file"
        ;;
    */CMakeLists.txt) grep -qxF "$name" "$file" ;;
    *.sh)
        # Golden cases are found by their names.
        [ "$(basename "$file" .sh)" = "$name" ] && grep -q "$id:" "$file"
        ;;
    *) false ;;
    esac || complain "$id: no $name in $file"
done <"$scratch/rows"
exit $status
