#!/bin/sh
# eventlog.sh SAMPLE SCRATCH: tpm2_eventlog reads the log that SAMPLE writes,
# and comes to the same registers. Exit status 2: could not be run.
set -u
scratch=$2
rm -rf "$scratch"
mkdir -p "$scratch" || exit 2
command -v tpm2_eventlog >/dev/null || {
    echo "error: no tpm2_eventlog: install the package tpm2-tools" >&2
    exit 2
}
"$1" "$scratch" || exit 2
tpm2_eventlog "$scratch/log" >"$scratch/yaml" || exit 1

# After "pcrs:" it gives what the events come to.
sed -n '/^pcrs:/,$s/^ *\([0-9]*\) *: 0x\([0-9a-f]*\)$/\1 \2/p' "$scratch/yaml" \
    >"$scratch/replayed"
awk '{ print NR - 1, $0 }' "$scratch/registers" | grep -v ' 0*$' \
    >"$scratch/expected"
[ "$(wc -l <"$scratch/expected")" -eq 2 ] || exit 2
events=$(grep -c 'EventType: EV_EVENT_TAG' "$scratch/yaml")
[ "$events" -eq 10 ] || {
    echo "$events events instead of 10"
    exit 1
}
diff "$scratch/expected" "$scratch/replayed"
