#!/usr/bin/env bash
# search.sh SCRATCH EXPECTED MACRO...: an exhaustive search of page.pml with
# these macros, in a folder of its own; see models.list. Exit status 0 when it
# ends as expected, 1 when not, 2 when it could not be made.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$1
expected=$2
shift 2

for tool in spin gcc; do
    command -v "$tool" >/dev/null || {
        echo "error: $tool is missing: apt-get install $tool"
        exit 2
    }
done
rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"
spin -a "${@/#/-D}" "$here/page.pml" >spin.log 2>&1 || {
    cat spin.log
    exit 2
}
# Most searches take less time than an optimizing compiler.
gcc "${SEARCH_LEVEL:--O0}" -w -DSAFETY -DCOLLAPSE -o pan pan.c
./pan -m4000000 >pan.log 2>&1 || true

found=error
if grep -q 'max search depth too small\|out of memory\|aborting' pan.log; then
    found=incomplete
elif grep -q 'invalid end state (at' pan.log; then
    found=deadlock
elif grep -q 'assertion violated' pan.log; then
    found=wrong
elif grep -q 'errors: 0$' pan.log && grep -q '^Full statespace' pan.log; then
    found=holds
fi
echo "$found: $(grep -o '[0-9]* states, stored' pan.log || true)"
[ "$found" = "$expected" ] && exit 0
echo "expected: $expected; see $scratch/pan.log"
tail -n 20 pan.log
exit 1
