#!/usr/bin/env bash
# make-policy.sh POLICY OUT MODULE.te...: FLASK's policy of Xen's own modules
# and these, from what part_xen_flask left in POLICY.
set -eu
hypervisor=$1/hypervisor
rules=$1/rules
out=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

modules=()
for name in xen dom0 guest_features domU all_system_role; do
    modules+=("$rules/modules/$name.te")
done
m4 -D self_contained_policy -s -D mls_num_sens=16 -D mls_num_cats=256 \
    "$hypervisor/security_classes" "$rules/policy/security_classes" \
    "$hypervisor/initial_sids" \
    "$hypervisor/access_vectors" "$rules/policy/access_vectors" \
    "$rules"/policy/support/*.spt "$rules/policy/mls" \
    "$rules/modules/xen.if" "$rules/policy/global_tunables" \
    "${modules[@]}" "$@" "$rules/policy/users" \
    "$rules/policy/initial_sids" "$rules/policy/device_contexts" \
    >"$work/policy.conf"
checkpolicy -t Xen -c 30 "$work/policy.conf" -o "$out" >/dev/null
