#!/usr/bin/env bash
# prepare.sh [stock|flask]...: downloads and builds what boots with these
# hypervisors are made of, unless it is in the cache (see cache.sh): seconds,
# and two to five minutes for the hypervisor with FLASK. run.sh does it, too.
set -u
. "$(dirname "$0")/parts.sh"
case ${1-} in
-h | --help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" | sed '$d'
    exit 0
    ;;
esac

part_kernel
part_base
for kind in "$@"; do
    case $kind in
    stock | flask) "part_xen_$kind" ;;
    *) die "there is no Xen called $kind" ;;
    esac
    echo "$kind: $xen"
done
