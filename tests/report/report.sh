#!/bin/sh
# report.sh IDLC CASE: compares `idlc --report` with CASE's .txt. A first line
# "// options: ..." adds options. REPORT_ACCEPT=1 makes today's output the
# expected one. Exit status 0: the same. 1: different. 2: could not be run.
set -u
idlc=$1
folder=$(dirname "$2")
file=$(basename "$2")
expected=${file%.idl}.txt
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

cd "$folder" || exit 2
given=$(sed -n '1s,^// options: ,,p' "$file")
# shellcheck disable=SC2086 # options are words
"$idlc" --report -w -o "$scratch" $given "$file" >"$scratch/report" || exit 1
if [ "${REPORT_ACCEPT:-}" ]; then
    cp "$scratch/report" "$expected"
fi
[ -e "$expected" ] || {
    echo "error: $folder/$expected is missing" >&2
    exit 2
}
diff -u "$expected" "$scratch/report"
