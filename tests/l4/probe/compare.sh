#!/usr/bin/env bash
# compare.sh PROBE: what the probe shows here beside what it showed on the real
# kernel. Numbers of free slots and addresses depend on the image, and lines of
# different threads come in any order: those of servers and callers are
# compared apart from the others, sorted.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

normalise() {
    sed -E 's/(first_free(_reply)?_cap)=[0-9a-f]+/\1=N/g
            s/addr=0x[0-9a-f]+/addr=A/' "$1" > "$work/all"
    grep -vE '^  \[(srv|caller)\]' "$work/all" > "$2" || true
    grep -E '^  \[(srv|caller)\]' "$work/all" | sort >> "$2"
}

"$1" > "$work/here.txt"
normalise "$work/here.txt" "$work/here"
normalise "$here/transcript.txt" "$work/real"
diff -u "$work/real" "$work/here"
