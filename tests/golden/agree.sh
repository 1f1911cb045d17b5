#!/bin/sh
# agree.sh SOURCE: diagnostics, their pages and their cases are the same set.
# Every number of diag_*.def has one heading "## E0123 title" in docs/errors/
# and a case bad/E0123-*.err that shows it, and there are no others.
set -u
source=$1
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
status=0

cd "$source" || exit 2
cat compiler/support/diag_*.def | grep -o 'DIAG(E[0-9]*' | cut -c6- \
    >"$scratch/all"
[ -s "$scratch/all" ] || {
    echo "error: no diagnostics found" >&2
    exit 2
}
sort -u "$scratch/all" >"$scratch/numbers"
sed -n 's/^## \(E[0-9]*\) .*/\1/p' docs/errors/*.md | sort >"$scratch/pages"
for number in $(cat "$scratch/numbers"); do
    cat tests/golden/bad/"$number"-*.err 2>/dev/null |
        grep -Eq ": (error|warning) $number: " && echo "$number"
done >"$scratch/cases"
for err in tests/golden/bad/*.err; do
    stem=${err%.err}
    [ -e "$stem.idl" ] || [ -e "$stem.sh" ] || {
        echo "$err: no case beside it"
        status=1
    }
done

# complain TEXT: each line of standard input is one that is wrong.
complain() {
    while read -r number; do
        echo "$number: $1"
    done
}

{
    sort "$scratch/all" | uniq -d | complain "defined twice"
    uniq -d "$scratch/pages" | complain "has two pages in docs/errors"
    comm -23 "$scratch/numbers" "$scratch/pages" |
        complain "has no page in docs/errors"
    comm -13 "$scratch/numbers" "$scratch/pages" |
        complain "has a page but no diagnostic"
    comm -23 "$scratch/numbers" "$scratch/cases" |
        complain "has no case in tests/golden/bad"
} >"$scratch/wrong"
cat "$scratch/wrong"
[ ! -s "$scratch/wrong" ] || status=1
exit $status
