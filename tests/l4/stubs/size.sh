#!/usr/bin/env bash
# size.sh OBJECTS: the stubs of scalars.idl are under 1,000 octets of text, and
# want nothing but binding, IPC, and what is called when it fails. OBJECTS are
# separated by semicolons.
set -eu
for object in ${1//;/ }; do
    case $object in *_client*) client=$object ;; esac
done
text=$(size -A "$client" | awk '/^\.text/ { n += $2 } END { print n + 0 }')
echo "$text octets"
[ "$text" -gt 0 ] && [ "$text" -lt 1000 ]
wanted=$(nm -u "$client" | awk '{ print $2 }' |
    grep -vE '^(ivmc_bind|ivmc_l4_failed|ivmc_l4_timeout|l4_.*|mem(cpy|set)|_GLOBAL_OFFSET_TABLE_|__tls_get_addr)$' ||
    true)
[ -z "$wanted" ] || { echo "it wants $wanted"; exit 1; }
